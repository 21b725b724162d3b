package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.network.NetworkDefinition;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.score.LiveLayers.Census;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;

/**
 * Scores networks that have not been trained, each with weights of its own draw. Networks may be of
 * a search space, or one's own:
 *
 * <pre>{@code
 * NetworkDefinition mine =
 *     new NetworkDefinition() {
 *       public <T> NetworkOutputs<T> build(Layers<T> layers, T images) {
 *         T x = layers.convolution("first", images, 16, 3, 1);
 *         x = layers.relu("first/relu", layers.batchNorm("first/norm", x, true));
 *         x = layers.convolution("second", x, 32, 3, 2);
 *         x = layers.relu("second/relu", layers.batchNorm("second/norm", x, true));
 *         return NetworkOutputs.of(
 *             layers.linear("out", layers.globalAveragePool("mean", x), 10));
 *       }
 *     };
 * ScoreConfig config =
 *     FieldSetting.withDefaults(ScoreConfig.newBuilder()).build(); // digits, batches of 32
 * Map<String, Double> scores = ArchitectureScorer.of(config).score(mine).values();
 * }</pre>
 *
 * <p>Scores depend on the network, the settings and the draws only: not on other networks, nor on
 * the threads that ask. Safe for use by several threads.
 */
public final class NetworkScorer {

  private final List<Measure> measures;
  private final FeatureShape image;
  private final Precision precision;
  private final ExecutionOptions options;
  private final boolean onlyLive;
  private final List<Draw> draws;

  /**
   * One draw of all that is random.
   *
   * @param weights seed of the initial weights
   * @param sight images and noise
   */
  public record Draw(Seed weights, Sight sight) {}

  /**
   * A scorer.
   *
   * @param measures what to measure
   * @param image shape of one image
   * @param precision what networks compute in
   * @param options device and threads
   * @param onlyLive whether only what is on a path from images to logits counts
   * @param draws a score is the mean over those of them that determine it
   */
  public NetworkScorer(
      List<Measure> measures,
      FeatureShape image,
      Precision precision,
      ExecutionOptions options,
      boolean onlyLive,
      List<Draw> draws) {
    this.measures = List.copyOf(measures);
    this.image = image;
    this.precision = precision;
    this.options = options;
    this.onlyLive = onlyLive;
    this.draws = List.copyOf(draws);
  }

  /** The same for one measure only. */
  public NetworkScorer alone(Measure measure) {
    return new NetworkScorer(List.of(measure), image, precision, options, onlyLive, draws);
  }

  /** The measures. */
  public List<Measure> measures() {
    return measures;
  }

  /**
   * Scores a network.
   *
   * @throws org.lambdanas.graph.error.ConfigException if it cannot be built for such images
   */
  public Scores score(NetworkDefinition network) {
    Census census = LiveLayers.census(network, image);
    Map<Measure, Double> means = new HashMap<>();
    List<Measure> looking = new ArrayList<>();
    for (Measure measure : measures) {
      // The sizes of a network without a path are what they are.
      if (measure instanceof SizeMeasure size) {
        means.put(measure, size.of(census, onlyLive));
      } else if (census.connected()) {
        looking.add(measure);
      } else {
        means.put(measure, Scores.LAST);
      }
    }
    if (!looking.isEmpty()) {
      look(network, looking).forEach((measure, mean) -> means.put(measure, mean.value()));
    }
    Map<String, Double> values = new LinkedHashMap<>();
    for (Measure measure : measures) {
      double value = means.getOrDefault(measure, Double.NaN);
      if (!Double.isNaN(value)) {
        values.put(measure.id(), value);
      }
    }
    return new Scores(Collections.unmodifiableMap(values), census.connected());
  }

  private Map<Measure, Mean> look(NetworkDefinition network, List<Measure> looking) {
    Map<Measure, Mean> means = new HashMap<>();
    try (Subject subject = new Subject(network, image, precision, options, onlyLive)) {
      Scorer scorer = new Scorer(subject, looking);
      for (Draw draw : draws) {
        Map<String, double[]> weights = new HashMap<>();
        subject
            .network()
            .parameters()
            .weights()
            .drawn(draw.weights())
            .forEach((parameter, values) -> weights.put(parameter.name(), values));
        scorer
            .score(draw.sight(), parameter -> ofName(weights, parameter))
            .forEach(
                (measure, score) ->
                    means.computeIfAbsent(measure, m -> new Mean()).add(score.value()));
      }
    }
    return means;
  }

  private static double[] ofName(Map<String, double[]> weights, Parameter parameter) {
    double[] values = weights.get(parameter.name());
    if (values == null) {
      throw new IllegalStateException("nothing was drawn for " + parameter);
    }
    return values;
  }

  /** Of the draws that determine a score; those that are not finite only count without others. */
  private static final class Mean {

    private double sum;
    private int count;
    private boolean infinite;

    void add(double value) {
      if (Double.isFinite(value)) {
        sum += value;
        count++;
      } else {
        infinite |= !Double.isNaN(value);
      }
    }

    double value() {
      return count > 0 ? sum / count : infinite ? Scores.LAST : Double.NaN;
    }
  }
}
