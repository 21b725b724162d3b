package org.lambdanas.predictors.zerocost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.graph.score.ScoreSettings;
import org.lambdanas.graph.score.Scores;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.stream.TableSample;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.TablePreset;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Origin;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.ScoreConfig;

class ZeroCostPredictorsTest {

  private static final String CELL =
      "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|nor_conv_3x3~2|";

  private static final String DISCONNECTED =
      "|none~0|+|none~0|nor_conv_3x3~1|+|none~0|nor_conv_3x3~1|nor_conv_3x3~2|";

  private static final ScoreConfig SMALL =
      ScoreConfig.newBuilder()
          .setNetwork(NetworkConfig.newBuilder().setChannels(4).setCellsPerStage(1))
          .setBatchSize(8)
          .setInitialisations(1)
          .setSeed(3)
          .build();

  private static Predictor predictor(String id) {
    return ZeroCostPredictors.all().stream()
        .filter(predictor -> predictor.description().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static PredictorSpec.Builder spec(String id) {
    return PredictorSpec.newBuilder().setPredictor(id).setSpace("nasbench201");
  }

  private static Observation query(String space, String cell, Feature... features) {
    return Observation.newBuilder()
        .setArchitecture(SearchSpaces.byId(space).parse(cell))
        .addAllFeatures(List.of(features))
        .build();
  }

  private static Feature feature(String name, double value) {
    return Feature.newBuilder().setName(name).setValue(value).build();
  }

  private static Prediction predict(PredictorSpec spec, Observation query) {
    try (Model model = predictor(spec.getPredictor()).fit(spec, List.of())) {
      Prediction first = model.query(List.of(query)).get(0);
      try (Model loaded = predictor(spec.getPredictor()).load(model.save())) {
        Prediction second = loaded.query(List.of(query, query)).get(1);
        assertThat(second.getMean()).isEqualTo(first.getMean());
        assertThat(loaded.save()).isEqualTo(model.save());
      }
      return first;
    }
  }

  @Test
  void everyMeasureIsAPredictorThatNeedsNoFit() {
    assertThat(ZeroCostPredictors.all())
        .extracting(predictor -> predictor.description().id())
        .startsWith("fisher", "grad_norm", "grasp", "jacov", "snip", "synflow")
        .containsAll(Measures.withVariants().stream().map(measure -> measure.id()).toList())
        .contains("az_nas")
        .doesNotHaveDuplicates();
    for (Predictor predictor : ZeroCostPredictors.all()) {
      String id = predictor.description().id();
      assertThat(predictor.description().family()).isEqualTo(Family.ZERO_COST);
      assertThat(predictor.description().leastObservations()).isZero();
      assertThat(predictor.features(spec(id).build())).containsExactly(id);
      assertThat(predictor.description().source()).matches(".*20[12]\\d");
    }
    assertThat(predictor("jacov").features(spec("jacov").setScoring(SMALL).build())).isEmpty();
    // Of a pool, not of one network.
    assertThat(predictor("az_nas").features(spec("az_nas").setScoring(SMALL).build()))
        .containsExactly("az_nas");
  }

  @Test
  void whatIsKnownIsRead() {
    Prediction prediction =
        predict(
            spec("synflow").setScoring(SMALL).build(),
            query("nasbench201", CELL, feature("jacov", -40), feature("synflow", 71.5)));
    assertThat(prediction.getMean()).isEqualTo(71.5);
    assertThat(prediction.getOrigin()).isEqualTo(Origin.ORIGIN_KNOWN);
    assertThat(prediction.getQuerySeconds()).isZero();
    assertThatThrownBy(
            () -> predict(spec("synflow").build(), query("nasbench201", CELL, feature("nwot", 1))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("query 0: has no feature 'synflow'");
    assertThatThrownBy(() -> predict(spec("synflow").build(), query("darts", GENOTYPE)))
        .hasMessageContaining("is of space 'darts', expected nasbench201");
    assertThatThrownBy(
            () -> predictor("nwot").fit(spec("nwot").setEncoding("path").build(), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("reads no encoding");
  }

  private static final String GENOTYPE =
      "(((0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (1, 3), (3, 2)),"
          + " ((1, 0), (0, 2), (1, 3), (0, 3), (3, 0), (0, 1), (2, 0), (3, 6)))";

  @ParameterizedTest
  @CsvSource({"params", "synflow", "nwot", "jacov", "grasp", "zico"})
  void whatIsNotKnownIsComputedAsTheScorerDoes(String id) {
    PredictorSpec spec = spec(id).setScoring(SMALL).build();
    Observation query = query("nasbench201", CELL, feature("something_else", 1));
    Prediction prediction = predict(spec, query);
    assertThat(prediction.getOrigin()).isEqualTo(Origin.ORIGIN_COMPUTED);
    assertThat(prediction.getQuerySeconds()).isPositive();
    NetworkSpace space = SearchSpaces.networkSpaceById("nasbench201");
    Scores scores =
        ArchitectureScorer.of(ScoreSettings.complete(SMALL, space, List.of(id)))
            .score(query.getArchitecture());
    assertThat(prediction.getMean()).isEqualTo(scores.values().get(id));
    // The predictor's seed is not the scores'.
    assertThat(predict(spec.toBuilder().setSeed(99).build(), query).getMean())
        .isEqualTo(prediction.getMean());
  }

  @Test
  void networksWithoutAPathComeLast() {
    assertThat(
            predict(spec("synflow").setScoring(SMALL).build(), query("nasbench201", DISCONNECTED))
                .getMean())
        .isEqualTo(Scores.LAST);
  }

  @Test
  void cellsOfNasBench101AreScoredToo() {
    ScoreConfig small =
        SMALL.toBuilder()
            .setNetwork(NetworkConfig.newBuilder().setChannels(6).setCellsPerStage(1))
            .build();
    Architecture cell =
        SearchSpaces.byId("nasbench101")
            .parse("input conv3x3(0) conv1x1(0,1) maxpool3x3(2) conv3x3(1) output(0,1,3,4)");
    for (Predictor predictor : ZeroCostPredictors.all()) {
      PredictorSpec spec =
          PredictorSpec.newBuilder()
              .setPredictor(predictor.description().id())
              .setSpace("nasbench101")
              .setScoring(small)
              .build();
      if (predictor.features(spec).isEmpty()) {
        try (Model model = predictor.fit(spec, List.of())) {
          Prediction prediction =
              model.query(List.of(Observation.newBuilder().setArchitecture(cell).build())).get(0);
          assertThat(prediction.getMean()).as(spec.getPredictor()).isFinite().isNotEqualTo(0);
          assertThat(prediction.getMean()).as(spec.getPredictor()).isGreaterThan(Scores.LAST);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nasbench101, jacov, -1",
    "nasbench101, synflow, 1",
    "darts, fisher, -1",
    "darts, grad_norm, -1",
    "darts, synflow, -1",
    "darts, snip, -1",
    "darts, jacov, 1",
    "nasbench201, jacov, 1",
    "nasbench201, synflow, 1"
  })
  void theStudyNegatesSome(String space, String id, double sign) {
    Architecture cell = SearchSpaces.byId(space).sample(new Seed(1).random());
    Observation query =
        Observation.newBuilder().setArchitecture(cell).addFeatures(feature(id, 2.5)).build();
    PredictorSpec.Builder spec = PredictorSpec.newBuilder().setPredictor(id).setSpace(space);
    assertThat(predict(spec.build(), query).getMean()).isEqualTo(2.5);
    assertThat(predict(spec.setAsPublished(true).build(), query).getMean()).isEqualTo(2.5 * sign);
  }

  /** As published, and as recomputed from the same files by others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nasbench101_zerocost;nasbench101_zerocost_cifar10.json.gz;validation_accuracy;500;jacov;-.339",
        "nasbench101_zerocost;nasbench101_zerocost_cifar10.json.gz;validation_accuracy;500;synflow;.452",
        "nasbench101_zerocost;nasbench101_zerocost_cifar10.json.gz;validation_accuracy;500;params;.518",
        "nasbench101_zerocost;nasbench101_zerocost_cifar10.json.gz;validation_accuracy;500;flops;.520",
        "nasbench301;nasbench301_surrogate_cifar10.csv.gz;validation_accuracy;725;jacov;-.026",
        "nasbench301;nasbench301_surrogate_cifar10.csv.gz;validation_accuracy;725;synflow;.146",
        "nasbench301;nasbench301_surrogate_cifar10.csv.gz;validation_accuracy;725;flops;.336"
      })
  void scoresOfTablesRankAsPublished(
      String preset,
      String file,
      String metric,
      int rows,
      String id,
      double tau,
      @TempDir Path folder)
      throws IOException {
    Path table = folder.resolve("table.binpb");
    TablePreset.byId(preset).table().write(List.of(SharedFiles.require("data/" + file)), table);
    List<Observation> observations =
        TableSample.draw(BenchmarkTableFile.open(table), metric, rows, new Seed(0));
    PredictorSpec spec =
        PredictorSpec.newBuilder()
            .setPredictor(id)
            .setSpace(observations.get(0).getArchitecture().getSpace())
            .build();
    try (Model model = predictor(id).fit(spec, List.of())) {
      double[] predicted =
          model.query(observations).stream().mapToDouble(Prediction::getMean).toArray();
      double[] truth = observations.stream().mapToDouble(Observation::getTarget).toArray();
      assertThat(Correlation.KENDALL.compute(truth, predicted).value())
          .isCloseTo(tau, within(.002));
    }
  }
}
