package org.lambdanas.graph.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.network.NetworkDefinition;
import org.lambdanas.graph.network.NetworkOutputs;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.score.Measure.Input;
import org.lambdanas.graph.score.Measure.Reading;
import org.lambdanas.graph.score.Measure.Request;
import org.lambdanas.graph.score.Measure.Weighting;
import org.lambdanas.graph.score.Sight.Images;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.tensorflow.Operand;

/** Closed forms, finite differences and properties of training-free measures. */
class ScorerTest {

  private static final FeatureShape IMAGE = new FeatureShape(8, 8, 3);
  private static final int BATCH = 4;
  private static final int CLASSES = 3;
  private static final Draws DRAWS = Draws.of(new Seed(5));

  /** Convolutions in a row, with or without batch norms and rectifiers. */
  private record Chain(boolean plain) implements NetworkDefinition {

    @Override
    public <T> NetworkOutputs<T> build(Layers<T> layers, T images) {
      T x = images;
      for (int i = 0; i < 3; i++) {
        x = layers.convolution("c" + i, x, 4, 3, i == 1 ? 2 : 1);
        if (!plain) {
          x = layers.relu("r" + i, layers.batchNorm("n" + i, x, true));
        }
        x = layers.block("b" + i, x);
      }
      x = layers.averagePool("pool", x, 2, 1, 0);
      return NetworkOutputs.of(layers.linear("out", layers.globalAveragePool("mean", x), CLASSES));
    }
  }

  private static Images images(long seed) {
    double[] values = Draws.of(new Seed(seed)).normal("images", (int) IMAGE.size() * BATCH);
    return new Images(values, new int[] {0, 1, 1, 2});
  }

  private static Map<String, Double> scores(
      NetworkDefinition network,
      Images batch,
      Function<Parameter, double[]> weights,
      List<Measure> measures) {
    Map<String, Double> scores = new LinkedHashMap<>();
    try (Subject subject =
        new Subject(network, IMAGE, Precision.FLOAT64, ExecutionOptions.CPU, true)) {
      new Scorer(subject, measures)
          .score(new Sight(DRAWS, batch, images(9)), weights)
          .forEach((measure, score) -> scores.put(measure.id(), score.value()));
    }
    return scores;
  }

  private static <K, V> V value(Map<K, V> values, K key) {
    return Objects.requireNonNull(values.get(key));
  }

  private static double[] drawn(Parameter parameter) {
    double[] values = DRAWS.normal("test/" + parameter.name(), (int) parameter.size());
    return Arrays.stream(values).map(v -> .4 * v).toArray();
  }

  /** The loss, as a measure. */
  private record Loss() implements Measure {

    @Override
    public String id() {
      return "loss";
    }

    @Override
    public String summary() {
      return "The loss.";
    }

    @Override
    public Reading prepare(Subject subject) {
      Operand<?> loss = subject.network().judged().loss();
      return new Reading(
          List.of(new Request(subject, Weighting.STORED, Input.BATCH, List.of(loss))),
          answers -> new Score(answers.of(Weighting.STORED, Input.BATCH, loss)[0]));
    }
  }

  /** All weights times a factor: what {@code plain} and {@code grasp} are derivatives of. */
  private static double lossAt(double factor) {
    Function<Parameter, double[]> scaled =
        parameter ->
            Subject.isWeight(parameter)
                ? Arrays.stream(drawn(parameter)).map(v -> factor * v).toArray()
                : drawn(parameter);
    return value(scores(new Chain(false), images(1), scaled, List.of(new Loss())), "loss");
  }

  @Test
  void plainIsTheDerivativeAlongTheWeights() {
    double step = 1e-5;
    double slope = (lossAt(1 + step) - lossAt(1 - step)) / (2 * step);
    assertThat(scores(new Chain(false), images(1), ScorerTest::drawn, List.of(WeightMeasure.PLAIN)))
        .hasEntrySatisfying("plain", value -> assertThat(value).isCloseTo(slope, within(1e-8)));
  }

  @Test
  void graspIsMinusTheDerivativeOfHalfTheGradientsNormAlongTheWeights() {
    // d/dt of |g(t w)|^2 / 2 at t = 1 is w H g.
    double step = 1e-6;
    double[] halves = new double[2];
    for (int side = 0; side < 2; side++) {
      double factor = side == 0 ? 1 - step : 1 + step;
      Function<Parameter, double[]> scaled =
          parameter ->
              Subject.isWeight(parameter)
                  ? Arrays.stream(drawn(parameter)).map(v -> factor * v).toArray()
                  : drawn(parameter);
      try (Subject subject =
          new Subject(new Chain(false), IMAGE, Precision.FLOAT64, ExecutionOptions.CPU, true)) {
        Score norms =
            value(
                new Scorer(subject, List.of(WeightMeasure.GRAD_NORM))
                    .score(new Sight(DRAWS, images(1), images(9)), scaled),
                WeightMeasure.GRAD_NORM);
        halves[side] = norms.parts().values().stream().mapToDouble(n -> n * n / 2).sum();
      }
    }
    double slope = (halves[1] - halves[0]) / (2 * step);
    double grasp =
        value(
            scores(new Chain(false), images(1), ScorerTest::drawn, List.of(WeightMeasure.GRASP)),
            "grasp");
    assertThat(grasp).isCloseTo(-slope, within(1e-6 * Math.abs(slope)));
  }

  @Test
  void everyLayerOfAChainPassesOnTheSameFlow() {
    try (Subject subject =
        new Subject(new Chain(true), IMAGE, Precision.FLOAT32, ExecutionOptions.CPU, true)) {
      Measure synflow = Synflow.USUAL;
      // Without biases, which the flow would gain by.
      Function<Parameter, double[]> weights =
          parameter ->
              Subject.isWeight(parameter) ? drawn(parameter) : new double[(int) parameter.size()];
      Score score =
          value(
              new Scorer(subject, List.of(synflow))
                  .score(new Sight(DRAWS, images(1), images(2)), weights),
              synflow);
      double first = value(score.parts(), "c0");
      assertThat(score.parts()).hasSize(4);
      assertThat(score.parts().values())
          .allSatisfy(part -> assertThat(part).isCloseTo(first, within(1e-10 * first)));
      assertThat(score.value()).isCloseTo(Math.log(4 * first), within(1e-10));
    }
  }

  @Test
  void equalImagesCannotBeToldApart() {
    Images some = images(1);
    double[] twice = some.values().clone();
    System.arraycopy(twice, 0, twice, (int) IMAGE.size(), (int) IMAGE.size());
    Images equal = new Images(twice, some.labels());
    List<Measure> measures =
        List.of(new Nwot(), JacobianMeasure.JACOV, new Swap("swap", Weighting.STORED, Input.BATCH));
    Map<String, Double> different = scores(new Chain(false), some, ScorerTest::drawn, measures);
    Map<String, Double> alike = scores(new Chain(false), equal, ScorerTest::drawn, measures);
    assertThat(value(different, "nwot")).isFinite();
    assertThat(value(alike, "nwot")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(value(different, "swap")).isBetween(2.0, Math.pow(2, BATCH));
    assertThat(value(alike, "swap")).isLessThanOrEqualTo(Math.pow(2, BATCH - 1));
  }

  private static NetworkDefinition cell(String architecture) {
    CellSpace space = SearchSpaces.cellSpaceById("nasbench201");
    return new ArchitectureDefinition(
        space,
        space.parse(architecture),
        space.plan(new NetworkSize(2, 1, IMAGE.channels(), CLASSES)));
  }

  /** As weights start: batch norms with scale 1 and offset 0. */
  private static double[] initial(Parameter parameter) {
    double[] values = drawn(parameter);
    if (!Subject.isWeight(parameter)) {
      Arrays.fill(values, parameter.name().endsWith("/scale") ? 1 : 0);
    }
    return values;
  }

  @Test
  void whatIsOnNoPathDoesNotCount() {
    // The last edge reads a node that nothing reaches, and the first feeds nobody.
    String dead = "|nor_conv_3x3~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|nor_conv_3x3~2|";
    String alive = "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|";
    List<Measure> measures = new ArrayList<>(Measures.all());
    Map<String, Double> ofDead = scores(cell(dead), images(1), ScorerTest::initial, measures);
    Map<String, Double> ofAlive = scores(cell(alive), images(1), ScorerTest::initial, measures);
    for (String id : List.of("params", "flops", "l2_norm", "nwot", "zen", "swap", "meco")) {
      assertThat(value(ofDead, id)).as(id).isCloseTo(value(ofAlive, id), within(1e-9));
    }
    NetworkCost cost = NetworkCost.of(cell(alive), IMAGE);
    assertThat(ofAlive)
        .containsEntry("params", cost.weights() / 1e6)
        .containsEntry("flops", (cost.multiplyAccumulates() - CLASSES) / 1e6);
  }

  @Test
  void aNetworkWithoutAPathHasTheStatedScores() {
    Map<String, Double> scores =
        scores(
            cell("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"),
            images(1),
            ScorerTest::initial,
            Measures.all());
    assertThat(scores.keySet())
        .containsExactlyElementsOf(Measures.all().stream().map(Measure::id).toList());
    for (String id : List.of("grasp", "synflow")) {
      assertThat(value(scores, id)).as(id).isZero();
    }
    assertThat(value(scores, "jacov")).isNaN();
    assertThat(value(scores, "epe_nas")).isNaN();
    assertThat(value(scores, "nwot")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(value(scores, "zen")).isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
