package org.lambdanas.search.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.score.Draws;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.NetworkScorer;
import org.lambdanas.graph.score.NetworkScorer.Draw;
import org.lambdanas.graph.score.Sight;
import org.lambdanas.graph.score.Sight.Images;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.work.OpenWork;
import org.lambdanas.proto.v1.Architecture;

/**
 * Times how networks are scored on random images, all that belongs to it included: building the
 * graph, the session's first and only runs, and drawing weights.
 */
public final class ScoreBenchmark {

  private final NetworkSpace space;
  private final NetworkSize size;
  private final FeatureShape image;
  private final Precision precision;
  private final ExecutionOptions options;
  private final Seed seed;
  private final Draw draw;

  /** A benchmark of batches of random square images. */
  public ScoreBenchmark(
      NetworkSpace space,
      NetworkSize size,
      int side,
      int batchSize,
      Precision precision,
      ExecutionOptions options,
      Seed seed) {
    this.space = space;
    this.size = size;
    this.image = new FeatureShape(side, side, size.imageChannels());
    this.precision = precision;
    this.options = options;
    this.seed = seed;
    this.draw =
        new Draw(
            seed.child("weights"),
            new Sight(
                Draws.of(seed.child("noise")),
                images("first", batchSize),
                images("second", batchSize)));
  }

  private Images images(String which, int batchSize) {
    int[] labels = IntStream.range(0, batchSize).map(i -> i % size.classes()).toArray();
    double[] values = Draws.of(seed).normal(which, Math.toIntExact(image.size()) * batchSize);
    return new Images(values, labels);
  }

  /** The largest network that single changes lead to, by multiplications. */
  public Architecture largest() {
    Architecture best = space.sample(seed.child("largest").random());
    long most = cost(best);
    while (true) {
      Architecture next =
          space.neighbours(best).stream().max(Comparator.comparingLong(this::cost)).orElse(best);
      if (cost(next) <= most) {
        return best;
      }
      best = next;
      most = cost(best);
    }
  }

  private long cost(Architecture architecture) {
    return NetworkCost.ofArchitecture(space, architecture, size, image.height())
        .multiplyAccumulates();
  }

  /** Seconds of a network under several measures at once, some times over. */
  public Timings seconds(Architecture architecture, List<Measure> measures, int warmUp, int steps) {
    NetworkScorer scorer = scorer(measures);
    List<Double> seconds = new ArrayList<>();
    for (int step = -warmUp; step < steps; step++) {
      double took = seconds(scorer, architecture);
      if (step >= 0) {
        seconds.add(took);
      }
    }
    return new Timings(seconds);
  }

  private NetworkScorer scorer(List<Measure> measures) {
    return new NetworkScorer(measures, image, precision, options, true, List.of(draw));
  }

  private double seconds(NetworkScorer scorer, Architecture architecture) {
    long start = System.nanoTime();
    scorer.score(new ArchitectureDefinition(space, architecture, space.plan(size)));
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * Many networks.
   *
   * @param seconds of all of them, by the clock
   * @param meanSeconds of one
   */
  public record Many(double seconds, double meanSeconds) {}

  /**
   * Scores random networks, the same ones for a seed.
   *
   * @param progress told how many are done
   */
  public Many many(List<Measure> measures, int networks, int threads, Consumer<Integer> progress) {
    NetworkScorer scorer = scorer(measures);
    SplittableRandom random = seed.child("networks").random();
    Map<Integer, Architecture> drawn = new LinkedHashMap<>();
    for (int i = 0; i < networks; i++) {
      drawn.put(i, space.sample(random));
    }
    double[] seconds = new double[networks];
    int[] done = {0};
    long start = System.nanoTime();
    new OpenWork<Map.Entry<Integer, Architecture>, Double>("score", threads, Duration.ZERO)
        .run(
            drawn.entrySet(),
            entry -> seconds(scorer, entry.getValue()),
            (entry, took) -> {
              seconds[entry.getKey()] = took;
              progress.accept(++done[0]);
            },
            () -> false);
    return new Many((System.nanoTime() - start) / 1e9, Arrays.stream(seconds).average().orElse(0));
  }
}
