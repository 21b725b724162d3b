package org.lambdanas.predictors.learningcurve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.curve;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.observation;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.setting;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.spec;
import static org.lambdanas.predictors.learningcurve.DirectCurvePredictorsTest.predictor;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

class SupportVectorPredictorTest {

  private static final PredictorSpec SPEC =
      spec("lcsvr").addSettings(setting("candidates", 60)).build();

  /** Curves that saturate at a level; the target is the level. */
  private static List<Observation> saturating(int n, int epochs, Seed seed) {
    SplittableRandom random = seed.random();
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double level = 60 + 35 * random.nextDouble();
      double rate = .1 + .3 * random.nextDouble();
      double[] values = new double[epochs];
      for (int e = 0; e < epochs; e++) {
        values[e] = level * (1 - Math.exp(-rate * (e + 1))) + .2 * random.nextGaussian();
      }
      observations.add(
          observation(random.nextInt(15625), curve("validation_accuracy", values)).toBuilder()
              .setTarget(level)
              .build());
    }
    return observations;
  }

  private static double[] means(List<Prediction> predictions) {
    return predictions.stream().mapToDouble(Prediction::getMean).toArray();
  }

  private static double[] targets(List<Observation> observations) {
    return observations.stream().mapToDouble(Observation::getTarget).toArray();
  }

  @Test
  void learnsTheLevel() {
    List<Observation> train = saturating(80, 8, new Seed(1));
    List<Observation> test = saturating(100, 8, new Seed(2));
    for (int variant = 0; variant < 2; variant++) {
      PredictorSpec spec = SPEC.toBuilder().addSettings(setting("all_curve", variant)).build();
      try (Model model = predictor("lcsvr").fit(spec, train)) {
        double learnt =
            Correlation.KENDALL.compute(targets(test), means(model.query(test))).value();
        double[] last = test.stream().mapToDouble(o -> o.getCurves(0).getValues(7)).toArray();
        assertThat(learnt)
            .isGreaterThan(.75)
            .isGreaterThan(Correlation.KENDALL.compute(targets(test), last).value() + .1);
      }
    }
  }

  @Test
  void fitIsDeterministicAndQueriesStandAlone() {
    List<Observation> train = saturating(30, 5, new Seed(3));
    List<Observation> test = saturating(10, 5, new Seed(4));
    Model model = predictor("lcsvr").fit(SPEC, train);
    List<Prediction> together = model.query(test);
    assertThat(predictor("lcsvr").fit(SPEC, train).query(test)).isEqualTo(together);
    for (int i = 0; i < test.size(); i++) {
      assertThat(model.query(List.of(test.get(i)))).containsExactly(together.get(i));
    }
    Model loaded = predictor("lcsvr").load(model.save());
    assertThat(loaded.query(test)).isEqualTo(together);
    assertThat(loaded.save()).isEqualTo(model.save());
  }

  @Test
  void manyRowsAreScreenedOnFewer() {
    List<Observation> train = saturating(2 * SvrSearch.FIRST_ROWS + 5, 5, new Seed(5));
    List<Observation> test = saturating(50, 5, new Seed(6));
    try (Model model = predictor("lcsvr").fit(SPEC, train)) {
      assertThat(Correlation.KENDALL.compute(targets(test), means(model.query(test))).value())
          .isGreaterThan(.6);
    }
  }

  @Test
  void theLabelsUnitsDoNotMatter() {
    List<Observation> train = saturating(40, 6, new Seed(7));
    List<Observation> scaled =
        train.stream().map(o -> o.toBuilder().setTarget(o.getTarget() / 1024 - 3).build()).toList();
    List<Observation> test = saturating(10, 6, new Seed(8));
    double[] plain = means(predictor("lcsvr").fit(SPEC, train).query(test));
    double[] small = means(predictor("lcsvr").fit(SPEC, scaled).query(test));
    for (int i = 0; i < plain.length; i++) {
      assertThat((small[i] + 3) * 1024).isCloseTo(plain[i], within(.05));
    }
  }

  @Test
  void fewAndConstantObservations() {
    List<Observation> two = saturating(2, 3, new Seed(9));
    assertThat(predictor("lcsvr").fit(SPEC, two).query(two))
        .allSatisfy(p -> assertThat(p.getMean()).isBetween(50.0, 100.0));
    List<Observation> constant =
        saturating(12, 3, new Seed(9)).stream()
            .map(o -> o.toBuilder().setTarget(70).build())
            .toList();
    Model model = predictor("lcsvr").fit(SPEC, constant);
    assertThat(means(model.query(two))).containsExactly(new double[] {70, 70}, within(1e-9));
    assertThat(predictor("lcsvr").load(model.save()).query(two)).isEqualTo(model.query(two));
    List<Observation> same = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      same.add(
          observation(i, curve("validation_accuracy", 1, 2, 3)).toBuilder().setTarget(i).build());
    }
    assertThat(predictor("lcsvr").fit(SPEC, same).query(same))
        .allSatisfy(p -> assertThat(p.getMean()).isBetween(0.0, 7.0));
    assertThatThrownBy(() -> predictor("lcsvr").fit(SPEC, two.subList(0, 1)))
        .isInstanceOf(DataException.class)
        .hasMessage("lcsvr needs 2 observations or more, there are 1");
  }

  @Test
  void everyCurveIsOfTheFitsLength() {
    List<Observation> train = saturating(10, 6, new Seed(1));
    try (Model model = predictor("lcsvr").fit(SPEC, train)) {
      assertThatThrownBy(() -> model.query(saturating(1, 7, new Seed(2))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(
              "has 7 epochs, the predictor was fitted on 6: cut it, or fit again");
      assertThatThrownBy(() -> model.query(saturating(1, 5, new Seed(2))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("has 5 epochs");
      assertThatThrownBy(
              () ->
                  model.query(List.of(observation(1, curve("validation_loss", 1, 1, 1, 1, 1, 1)))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("has no curve validation_accuracy");
    }
    List<Observation> mixed = new ArrayList<>(train);
    mixed.addAll(saturating(1, 4, new Seed(2)));
    assertThatThrownBy(() -> predictor("lcsvr").fit(SPEC, mixed))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("observation 10: ");
    assertThatThrownBy(() -> predictor("lcsvr").fit(SPEC, saturating(5, 2, new Seed(1))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("must have 3 or more");
    List<Observation> bare = List.of(train.get(0), train.get(1).toBuilder().clearTarget().build());
    assertThatThrownBy(() -> predictor("lcsvr").fit(SPEC, bare))
        .isInstanceOf(DataException.class)
        .hasMessage("observation 1: has no target");
  }

  @Test
  void unknownSettingsAreRefused() {
    PredictorSpec spec = SPEC.toBuilder().addSettings(setting("kernel", 1)).build();
    assertThatThrownBy(() -> predictor("lcsvr").fit(spec, saturating(5, 3, new Seed(1))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown setting 'kernel'");
  }

  @Test
  void damagedModelsAreRefused() {
    FittedPredictor good = predictor("lcsvr").fit(SPEC, saturating(9, 4, new Seed(1))).save();
    for (int i = 0; i < good.getTensorsCount(); i++) {
      FittedPredictor lacking = good.toBuilder().removeTensors(i).build();
      assertThatThrownBy(() -> predictor("lcsvr").load(lacking)).isInstanceOf(DataException.class);
      String name = good.getTensors(i).getName();
      FittedPredictor wrong =
          good.toBuilder()
              .setTensors(i, TensorMessages.of(name, new long[] {1}, new double[] {Double.NaN}))
              .build();
      assertThatThrownBy(() -> predictor("lcsvr").load(wrong)).isInstanceOf(DataException.class);
    }
    FittedPredictor badCurve =
        good.toBuilder()
            .setTensors(0, TensorMessages.of("curve", new long[] {2}, new long[] {0, 1L << 40}))
            .build();
    assertThatThrownBy(() -> predictor("lcsvr").load(badCurve))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("tensor 'curve' has a value of 1099511627776");
  }
}
