package org.lambdanas.predictors.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** What a predictor is as its publication has it. */
class AsPublishedTest {

  private static final List<String> STUDY =
      List.of(
          "bananas",
          "mlp",
          "gcn",
          "bonas",
          "nao",
          "seminas",
          "xgb",
          "lgb",
          "ngb",
          "rf",
          "bayes_lin_reg",
          "dngo",
          "bohamiann",
          "gp",
          "sparse_gp",
          "var_sparse_gp");

  private static PredictorSpec fitted(PredictorSpec.Builder spec, String space) {
    SearchSpace members = SearchSpaces.byId(space);
    List<Observation> observations =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    Observation.newBuilder()
                        .setArchitecture(members.sample(new Seed(i).random()))
                        .setTarget(i)
                        .build())
            .toList();
    try (Model model = PredictorCatalogue.registered().fit(spec.build(), observations)) {
      return model.save().getSpec();
    }
  }

  private static Map<String, Double> settings(PredictorSpec spec) {
    return spec.getSettingsList().stream()
        .collect(Collectors.toMap(Feature::getName, Feature::getValue));
  }

  @ParameterizedTest
  @CsvSource({
    "xgb, nasbench201, adjacency_one_hot, Z_SCORE, max_depth, 6",
    "xgb, nasbench201, adjacency_one_hot, Z_SCORE, eta, 0.3",
    "xgb, darts, adjacency_one_hot, Z_SCORE, rounds, 500",
    "lgb, nasbench201, adjacency_one_hot, Z_SCORE, learning_rate, 0.05",
    "rf, nasbench101, adjacency_one_hot, Z_SCORE, max_features, 0.17056",
    "ngb, nasbench201, adjacency_one_hot, Z_SCORE, estimators, 505",
    "gp, nasbench_nlp, adjacency_one_hot, Z_SCORE, noise, 1",
    "sparse_gp, nasbench201, adjacency_one_hot, Z_SCORE, inducing, 10",
    "bayes_lin_reg, nasbench201, adjacency_one_hot, NONE, beta, 100",
    "bananas, nasbench201, path, NONE, layers, 20",
    "bananas, nasbench_nlp, adjacency_one_hot, NONE, epochs, 500",
    "gcn, nasbench201, gcn, Z_SCORE, learning_rate, 1e-4",
    "nao, nasbench201, sequence, Z_SCORE, batch_size, 100",
  })
  void encodingLabelsAndSettingsAreThoseOfThePublication(
      String id, String space, String encoding, String labels, String setting, double value) {
    PredictorSpec spec =
        fitted(PredictorSpec.newBuilder().setPredictor(id).setAsPublished(true), space);
    assertThat(spec.getEncoding()).isEqualTo(encoding);
    assertThat(spec.getLabelTransform())
        .isEqualTo(LabelTransform.valueOf("LABEL_TRANSFORM_" + labels));
    assertThat(settings(spec)).containsEntry(setting, value);
  }

  @Test
  void whatIsGivenOtherwiseCounts() {
    PredictorSpec spec =
        fitted(
            PredictorSpec.newBuilder()
                .setPredictor("xgb")
                .setAsPublished(true)
                .setEncoding("path")
                .setLabelTransform(LabelTransform.LABEL_TRANSFORM_NONE)
                .addSettings(Feature.newBuilder().setName("max_depth").setValue(3)),
            "nasbench201");
    assertThat(spec.getEncoding()).isEqualTo("path");
    assertThat(spec.getLabelTransform()).isEqualTo(LabelTransform.LABEL_TRANSFORM_NONE);
    assertThat(settings(spec)).containsEntry("max_depth", 3.0).containsEntry("eta", 0.3);
  }

  @Test
  void everyPredictorOfTheStudySaysHowItWasPublished() {
    List<PredictorDescription> descriptions =
        Predictors.all().stream()
            .map(Predictor::description)
            .filter(description -> STUDY.contains(description.id()))
            .toList();
    assertThat(descriptions).hasSameSizeAs(STUDY);
    for (PredictorDescription description : descriptions) {
      assertThat(description.encodings())
          .as(description.id())
          .containsAll(description.published().encodings());
      assertThat(description.published().encodings()).doesNotContain("graph");
      assertThat(description.published().labels())
          .isIn(LabelTransform.LABEL_TRANSFORM_Z_SCORE, LabelTransform.LABEL_TRANSFORM_NONE);
    }
  }
}
