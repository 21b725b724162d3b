package org.lambdanas.predictors.omni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.testing.Cells;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.Reliability;

class OmniPredictorTest {

  /** What is true of the hybrids: each is quick here. */
  static List<PredictorSpec> specs() {
    return List.of(
        spec("omni_gp").build(),
        spec("omni_gp").addWithout("scores").addWithout("curve").build(),
        set(spec("omni_ngb").setTuningCandidates(2), "estimators", 20),
        set(set(spec("omni_seminas").addWithout("scores"), "epochs", 4), "semi_epochs", 1),
        spec("omni").addParts("jacov").addParts("synflow").build(),
        set(spec("omni").addParts("nwot").addParts("sotl").addParts("rf"), "trees", 10),
        spec("omni").addParts("jacov").addParts("bayes_lin_reg").addWithout("encoding").build());
  }

  private static PredictorSpec.Builder spec(String predictor) {
    return PredictorSpec.newBuilder().setPredictor(predictor).setSpace("nasbench201").setFolds(1);
  }

  private static PredictorSpec set(PredictorSpec.Builder spec, String name, double value) {
    return set(spec.build(), name, value);
  }

  private static PredictorSpec set(PredictorSpec spec, String name, double value) {
    return spec.toBuilder().addSettings(Feature.newBuilder().setName(name).setValue(value)).build();
  }

  /**
   * Made-up cells: what is true of one is the number of its wide convolutions; its scores and its
   * curve know of that with more or less noise.
   */
  private static List<Observation> observations(int count, long seed) {
    RandomGenerator random = new Seed(seed).child("scores").random();
    List<Observation> observations = new ArrayList<>();
    for (Observation query : Cells.queries(count, seed)) {
      String text = NasBench201Space.INSTANCE.format(query.getArchitecture());
      double truth = text.split("nor_conv_3x3", -1).length + 0.01 * random.nextGaussian();
      Observation.Builder observation =
          query.toBuilder()
              .setTarget(truth)
              .addFeatures(feature("jacov", truth + random.nextGaussian()))
              .addFeatures(feature("synflow", Math.exp(truth + random.nextGaussian())))
              .addFeatures(feature("nwot", 100 + truth + random.nextGaussian()))
              .addFeatures(feature("params", truth + 4 * random.nextGaussian()));
      LearningCurve.Builder curve = LearningCurve.newBuilder().setMetric("train_loss");
      for (int epoch = 1; epoch <= 6; epoch++) {
        curve.addValues((float) (9 - truth + random.nextGaussian() / epoch));
      }
      observations.add(observation.addCurves(curve).build());
    }
    return observations;
  }

  private static Feature feature(String name, double value) {
    return Feature.newBuilder().setName(name).setValue(value).build();
  }

  private static Model fit(PredictorSpec spec, List<Observation> observations) {
    return PredictorCatalogue.registered().fit(spec, observations);
  }

  private static double[] means(Model model, List<Observation> queries) {
    return model.query(queries).stream().mapToDouble(Prediction::getMean).toArray();
  }

  private static double tau(double[] predicted, List<Observation> queries) {
    double[] truth = queries.stream().mapToDouble(Observation::getTarget).toArray();
    return Correlation.KENDALL.compute(truth, predicted).reported();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void oneQueryIsTheSameAsInABatchAndAModelComesBackAsItWas(PredictorSpec spec) {
    List<Observation> observations = observations(24, 1);
    List<Observation> queries = observations(12, 2);
    try (Model model = fit(spec, observations);
        Model again = fit(spec, observations);
        Model loaded = PredictorCatalogue.registered().load(model.save())) {
      List<Prediction> together = model.query(queries);
      assertThat(again.query(queries)).isEqualTo(together);
      assertThat(loaded.query(queries)).isEqualTo(together);
      assertThat(loaded.save()).isEqualTo(model.save());
      for (int i = 0; i < queries.size(); i++) {
        assertThat(model.query(List.of(queries.get(i)))).containsExactly(together.get(i));
      }
      assertThat(together).allMatch(prediction -> Double.isFinite(prediction.getMean()));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void whatWasFittedSaysHowToFitItAgain(PredictorSpec spec) {
    List<Observation> observations = observations(24, 1);
    try (Model model = fit(spec, observations);
        Model again = fit(model.save().getSpec(), observations)) {
      assertThat(model.save().getSpec().getPartsList()).isNotEmpty();
      assertThat(again.save()).isEqualTo(model.save());
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void twoObservationsAndLabelsThatAreAllTheSameAreEnough(PredictorSpec spec) {
    List<Observation> queries = observations(5, 2);
    try (Model two = fit(spec, observations(2, 1));
        Model same =
            fit(
                spec,
                observations(9, 1).stream()
                    .map(o -> o.toBuilder().setTarget(7).build())
                    .toList())) {
      assertThat(Arrays.stream(means(two, queries)).allMatch(Double::isFinite)).isTrue();
      assertThat(Arrays.stream(means(same, queries)).allMatch(Double::isFinite)).isTrue();
    }
  }

  @Test
  void theOrderOfTheObservationsAndTheScaleOfTheLabelsAreNothingToTheGaussianProcess() {
    List<Observation> observations = observations(30, 1);
    List<Observation> queries = observations(10, 2);
    List<Observation> turned = new ArrayList<>(observations);
    Collections.reverse(turned);
    List<Observation> moved =
        observations.stream()
            .map(o -> o.toBuilder().setTarget(50 + 3 * o.getTarget()).build())
            .toList();
    try (Model model = fit(spec("omni_gp").build(), observations);
        Model other = fit(spec("omni_gp").build(), turned);
        Model shifted = fit(spec("omni_gp").build(), moved)) {
      double[] means = means(model, queries);
      assertThat(means(other, queries)).containsExactly(means, within(1e-9));
      assertThat(tau(means(shifted, queries), queries)).isEqualTo(tau(means, queries));
    }
  }

  @Test
  void scoresHelpWhereObservationsAreFewAndTheEncodingWhereTheyAreMany() {
    List<Observation> queries = observations(200, 2);
    PredictorSpec alone = spec("omni_gp").addWithout("scores").addWithout("curve").build();
    PredictorSpec scores =
        spec("omni").addParts("jacov").addParts("synflow").addParts("nwot").build();
    PredictorSpec both = spec("omni_gp").addWithout("curve").build();
    double few = 0;
    double fewAlone = 0;
    double many = 0;
    double manyScores = 0;
    for (int seed = 10; seed < 16; seed++) {
      few += tau(fitted(both, observations(5, seed), queries), queries);
      fewAlone += tau(fitted(alone, observations(5, seed), queries), queries);
      many += tau(fitted(both, observations(120, seed), queries), queries);
      manyScores += tau(fitted(scores, observations(120, seed), queries), queries);
    }
    assertThat(few).isGreaterThan(fewAlone + 0.1);
    assertThat(many).isGreaterThan(manyScores + 0.1);
  }

  @Test
  void scoresThatSayNothingCostLittle() {
    List<Observation> queries = noisy(observations(200, 2), 3);
    PredictorSpec joined = set(spec("omni_gp").addWithout("curve"), "card", 0);
    PredictorSpec alone = joined.toBuilder().addWithout("scores").build();
    double difference = 0;
    for (int seed = 20; seed < 24; seed++) {
      List<Observation> observations = noisy(observations(40, seed), seed);
      difference +=
          tau(fitted(joined, observations, queries), queries)
              - tau(fitted(alone, observations, queries), queries);
    }
    assertThat(difference / 4).isGreaterThan(-.05);
  }

  /** With scores that are drawn at random. */
  private static List<Observation> noisy(List<Observation> observations, long seed) {
    RandomGenerator random = new Seed(seed).child("noise").random();
    return observations.stream()
        .map(
            observation -> {
              Observation.Builder noisy = observation.toBuilder();
              noisy.getFeaturesBuilderList().forEach(f -> f.setValue(random.nextDouble()));
              return noisy.build();
            })
        .toList();
  }

  private static double[] fitted(
      PredictorSpec spec, List<Observation> observations, List<Observation> queries) {
    try (Model model = fit(spec, observations)) {
      return means(model, queries);
    }
  }

  @Test
  void ranksAreTakenAgainstObservationsWithoutTargetsToo() {
    List<Observation> observations = observations(6, 1);
    List<Observation> more = new ArrayList<>(observations);
    observations(200, 3).forEach(o -> more.add(o.toBuilder().clearKnownTarget().build()));
    List<Observation> queries = observations(300, 2);
    PredictorSpec spec = spec("omni").addParts("jacov").addParts("synflow").build();
    try (Model few = fit(spec, observations);
        Model many = fit(spec, more)) {
      assertThat(many.save().getObservations()).isEqualTo(6);
      // A rank among six says less than one among two hundred.
      assertThat(tau(means(many, queries), queries))
          .isGreaterThan(tau(means(few, queries), queries));
    }
  }

  @Test
  void scoresThatTellLessThanTheNumberOfParametersAreNamedAndLeftOut() {
    List<Observation> observations =
        observations(40, 1).stream()
            .map(o -> withFeature(o, "jacov", o.getTarget() % 0.01))
            .toList();
    PredictorSpec spec = spec("omni_gp").addWithout("curve").build();
    try (Model model = fit(spec, observations);
        Model kept = fit(set(spec, "card", 0), observations)) {
      FittedPredictor fitted = model.save();
      assertThat(fitted.getReliability().getObservations()).isEqualTo(40);
      assertThat(fitted.getReliability().getEntriesList())
          .extracting(Reliability::getName)
          .containsExactlyInAnyOrder("params", "jacov", "synflow", "nwot");
      for (Reliability entry : fitted.getReliability().getEntriesList()) {
        assertThat(entry.getLeftOut())
            .as(entry.getName())
            .isEqualTo(entry.getName().equals("jacov"));
        assertThat(entry.getKendallTau()).isBetween(entry.getLow(), entry.getHigh());
      }
      assertThat(kept.save().hasReliability()).isFalse();
      List<Observation> queries = observations(20, 2);
      List<Observation> others =
          queries.stream().map(o -> withFeature(o, "jacov", -o.getTarget())).toList();
      assertThat(means(model, others)).containsExactly(means(model, queries));
      assertThat(means(kept, others)).isNotEqualTo(means(kept, queries));
    }
  }

  private static Observation withFeature(Observation observation, String name, double value) {
    Observation.Builder changed = observation.toBuilder();
    changed
        .getFeaturesBuilderList()
        .forEach(
            feature -> {
              if (feature.getName().equals(name)) {
                feature.setValue(value);
              }
            });
    return changed.build();
  }

  @Test
  void whatCouldNotBeComputedRanksLast() {
    List<Observation> observations = observations(20, 1);
    PredictorSpec spec = spec("omni").addParts("jacov").addParts("synflow").build();
    try (Model model = fit(spec, observations)) {
      Observation query = observations(1, 2).get(0);
      double least = means(model, List.of(withFeature(query, "jacov", -1e30)))[0];
      for (double value :
          new double[] {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
        double mean = means(model, List.of(withFeature(query, "jacov", value)))[0];
        assertThat(mean).isFinite().isCloseTo(least, within(1e-9));
      }
    }
    List<Observation> damaged =
        observations.stream().map(o -> withFeature(o, "jacov", Double.NaN)).toList();
    assertThatThrownBy(() -> fit(spec, damaged))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("jacov could not be computed for any");
  }

  @Test
  void curvesAreReadToTheEpochThatTheFitSettled() {
    List<Observation> observations = observations(20, 1);
    PredictorSpec spec = spec("omni_gp").build();
    Observation query = observations(1, 2).get(0);
    try (Model six = fit(spec, observations);
        Model four = fit(set(spec, "curve_epochs", 4), observations)) {
      assertThat(six.save().getSpec().getPartsList()).contains("sotle", "ensemble");
      double mean = means(four, List.of(query))[0];
      assertThat(means(four, List.of(cut(query, 4)))).containsExactly(mean);
      assertThatThrownBy(() -> four.query(List.of(query, cut(query, 3))))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "query 1: has 3 epochs of train_loss, sotle reads 4: fit it with --set"
                  + " curve_epochs=3, or --without curve");
      assertThat(means(six, List.of(query))[0]).isNotEqualTo(mean);
    }
    // Two epochs are too few to be read unasked.
    try (Model none = fit(spec, observations.stream().map(o -> cut(o, 2)).toList())) {
      assertThat(none.save().getSpec().getPartsList()).doesNotContain("sotle");
      assertThat(means(none, List.of(query.toBuilder().clearCurves().build()))[0]).isFinite();
    }
  }

  private static Observation cut(Observation observation, int epochs) {
    Observation.Builder cut = observation.toBuilder();
    List<Float> values = List.copyOf(cut.getCurves(0).getValuesList().subList(0, epochs));
    cut.getCurvesBuilder(0).clearValues().addAllValues(values);
    return cut.build();
  }

  @Test
  void sequencesEndWithOneTokenForEachInterval() {
    Predictor predictor = Predictors.byId("omni_seminas");
    List<Observation> observations = observations(24, 1);
    PredictorSpec spec = set(set(spec("omni_seminas").build(), "epochs", 5), "hidden", 4);
    try (Model model = predictor.fit(spec, observations)) {
      FittedPredictor fitted = model.save();
      // 24 observations: three borders for a score, four for a curve.
      assertThat(tensor(fitted, "reader/jacov/borders")).hasSize(3);
      assertThat(tensor(fitted, "reader/sotle/borders")).hasSize(4);
      long length =
          fitted.getTensorsList().stream()
              .filter(t -> t.getName().equals("input"))
              .findFirst()
              .orElseThrow()
              .getInts()
              .getValues(0);
      assertThat(length).isEqualTo(35 + 4 + 5);
    }
  }

  private static List<Double> tensor(FittedPredictor fitted, String name) {
    return fitted.getTensorsList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getDoubles()
        .getValuesList();
  }

  @Test
  void asTheStudyHasItItReadsOneHotEncodingsAndStandardisedLabels() {
    PredictorSpec spec =
        set(spec("omni_ngb").setAsPublished(true).setTuningCandidates(1).build(), "estimators", 5);
    try (Model model = fit(spec, observations(12, 1))) {
      PredictorSpec fitted = model.save().getSpec();
      assertThat(fitted.getEncoding()).isEqualTo("adjacency_one_hot");
      assertThat(fitted.getLabelTransform()).isEqualTo(LabelTransform.LABEL_TRANSFORM_Z_SCORE);
      assertThat(fitted.getPartsList()).containsExactly("jacov", "sotle", "ngb");
    }
  }

  @Test
  void unlessToldOtherwiseNgBoostIsTheBestOfThirtyFive() {
    PredictorSpec spec = set(spec("omni_ngb"), "estimators", 3);
    try (Model model = fit(spec, observations(12, 1))) {
      assertThat(model.save().getSpec().getTuningCandidates()).isEqualTo(35);
      assertThat(model.save().getSettingsList()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "omni parts=jacov,gcn: gcn reads graphs",
        "omni parts=gp,ngb: omni has one model, gp: leave out ngb",
        "omni_gp parts=jacov,ngb: omni_gp has one model, ensemble: leave out ngb",
        "omni parts=jacov without=scores: nothing to learn from",
        "omni_gp without=scores,curve,encoding: nothing to learn from",
        "gp parts=jacov: gp has no parts to choose",
        "lce without=curve: lce has no parts to choose"
      })
  void wrongPartsAreRefused(String text) {
    String[] sides = text.split(": ", 2);
    PredictorSpec.Builder spec = spec(sides[0].split(" ")[0]);
    for (String word : sides[0].split(" ")) {
      if (word.startsWith("parts=")) {
        spec.addAllParts(List.of(word.substring(6).split(",")));
      } else if (word.startsWith("without=")) {
        spec.addAllWithout(List.of(word.substring(8).split(",")));
      }
    }
    assertThatThrownBy(() -> fit(spec.build(), observations(12, 1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(sides[1]);
  }

  @Test
  void whatIsMissingIsNamedWithWhatToDo() {
    List<Observation> observations = observations(12, 1);
    List<Observation> without =
        observations.stream().map(o -> o.toBuilder().clearFeatures().build()).toList();
    assertThatThrownBy(() -> fit(spec("omni_ngb").build(), without))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("observation 0: has no jacov: 'lnas score' computes it");
    assertThatThrownBy(() -> fit(spec("omni").addParts("jacvo").build(), observations))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none of the observations has jacvo")
        .hasMessageContaining("jacov, nwot, params, synflow");
    try (Model model = fit(spec("omni_gp").build(), observations)) {
      assertThatThrownBy(() -> model.query(without))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("query 0: has no ");
    }
  }

  @Test
  void damagedModelsAreRefused() {
    FittedPredictor good;
    try (Model model = fit(spec("omni_gp").build(), observations(12, 1))) {
      good = model.save();
    }
    PredictorCatalogue catalogue = PredictorCatalogue.registered();
    FittedPredictor.Builder nameless = good.toBuilder();
    nameless.getSpecBuilder().clearParts();
    assertThatThrownBy(() -> catalogue.load(nameless.build()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no parts");
    IntStream.range(0, good.getTensorsCount())
        .forEach(
            i ->
                assertThatThrownBy(() -> catalogue.load(good.toBuilder().removeTensors(i).build()))
                    .as(good.getTensors(i).getName())
                    .isInstanceOf(DataException.class));
    FittedPredictor.Builder other = good.toBuilder();
    other.getReliabilityBuilder().getEntriesBuilderList().forEach(e -> e.setLeftOut(true));
    assertThatThrownBy(
            () -> {
              try (Model model = catalogue.load(other.build())) {
                model.query(observations(2, 2));
              }
            })
        .isInstanceOf(DataException.class);
  }
}
