package org.lambdanas.predictors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.lambdanas.predictors.evaluation.TestEvaluations.PREDICTORS;
import static org.lambdanas.predictors.evaluation.TestEvaluations.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.predictors.metric.SparseKendall;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationDraw;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.TargetForm;
import org.lambdanas.proto.v1.TrialScore;

class EvaluationTest {

  @TempDir private Path folder;

  private final BenchmarkTableFile table = TestEvaluations.shared();

  private EvaluationResult run(String name, EvaluationConfig.Builder config, int threads) {
    return TestEvaluations.run(
        TestEvaluations.folder(folder.resolve(name), config.build(), table), table, threads);
  }

  private static double metric(EvaluationPoint point, Metric metric) {
    return point.getMetricsList().stream()
        .filter(value -> value.getName().equals(metric.id()))
        .mapToDouble(Feature::getValue)
        .findFirst()
        .orElse(Double.NaN);
  }

  @Test
  void eachKindOfPredictorGetsItsBudgets() {
    EvaluationResult result =
        run(
            "kinds",
            config("kernel", "last", "both")
                .setTrials(1)
                .addAllTrainSizes(List.of(5, 14, 24))
                .addAllFidelities(List.of(1, 3, 7)),
            1);
    Map<Integer, List<String>> budgets =
        result.getPointsList().stream()
            .collect(
                Collectors.groupingBy(
                    EvaluationPoint::getPredictor,
                    Collectors.mapping(
                        point -> point.getTrainSize() + "/" + point.getFidelity(),
                        Collectors.toList())));
    assertThat(budgets.get(0)).containsExactly("5/0", "14/0", "24/0");
    assertThat(budgets.get(1)).containsExactly("0/1", "0/3", "0/7");
    // It needs 6 observations and 3 epochs.
    assertThat(budgets.get(2)).containsExactly("14/3", "14/7", "24/3", "24/7");
    assertThat(result.getPointsList())
        .allSatisfy(point -> assertThat(point.getFailure()).isEmpty());
  }

  @Test
  void defaultsAreTheGridsOfThePaperAsFarAsTheTableGoes() {
    EvaluationConfig config =
        EvaluationPlan.complete(
            EvaluationConfig.newBuilder()
                .setMetric("accuracy")
                .setTrials(1)
                .addPredictors(PredictorSpec.newBuilder().setPredictor("both"))
                .build(),
            table,
            PREDICTORS);
    assertThat(config.getTestSize()).isEqualTo(200);
    assertThat(config.getTrainSizesList())
        .containsExactly(5, 8, 14, 24, 42, 71, 121, 205, 347, 589);
    assertThat(config.getFidelitiesList()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(config.getCostMetric()).isEqualTo("seconds");
    assertThat(config.getFullEpochs()).isEqualTo(12);
    assertThat(config.getTableSha256()).isEqualTo(table.header().getSha256());
    EvaluationPlan.check(config, table, PREDICTORS);
  }

  @Test
  void curvesEndAtTheFidelityAndTargetsStayWithTheTrainingSet() {
    List<Observation> trained = new ArrayList<>();
    List<Observation> queried = new ArrayList<>();
    List<Architecture> withheld = new ArrayList<>();
    Predictor spy =
        new Predictor() {
          @Override
          public PredictorDescription description() {
            return PREDICTORS.apply("both").description();
          }

          @Override
          public Model fit(PredictorSpec spec, List<Observation> observations) {
            throw new IllegalStateException("the test set has to be withheld");
          }

          @Override
          public Model fit(
              PredictorSpec spec, List<Observation> observations, Collection<Architecture> kept) {
            trained.addAll(observations);
            withheld.addAll(kept);
            Model model = PREDICTORS.apply("both").fit(spec, observations);
            return new Model() {
              @Override
              public List<Prediction> query(List<Observation> queries) {
                queried.addAll(queries);
                return model.query(queries);
              }

              @Override
              public FittedPredictor save() {
                return model.save();
              }

              @Override
              public void close() {
                model.close();
              }
            };
          }

          @Override
          public Model load(FittedPredictor fitted) {
            throw new UnsupportedOperationException();
          }
        };
    EvaluationConfig config =
        EvaluationPlan.complete(
            config("both").setTrials(1).addTrainSizes(24).addFidelities(5).build(),
            table,
            id -> spy);
    try (RecordLog<EvaluationPoint> log =
        RecordLog.open(folder.resolve("spy.log"), EvaluationPoint.getDefaultInstance())) {
      new Evaluation(config, table, id -> spy).run(log, 1, (point, done, of) -> {}, () -> false);
    }
    assertThat(trained).hasSize(24).allMatch(Observation::hasTarget);
    assertThat(queried).hasSize(40).noneMatch(Observation::hasTarget);
    assertThat(withheld)
        .containsExactlyElementsOf(queried.stream().map(Observation::getArchitecture).toList());
    for (Observation observation : queried) {
      assertThat(observation.getCurves(0).getValuesCount()).isEqualTo(5);
    }
    for (Observation observation : trained) {
      assertThat(observation.getCurves(0).getValuesCount()).isEqualTo(5);
      assertThat(observation.getCostSeconds()).isGreaterThanOrEqualTo(100);
    }
  }

  @Test
  void metricsAreOfTheTestSet() {
    EvaluationResult result =
        run("metrics", config("kernel", "flat").addAllTrainSizes(List.of(24, 200)), 1);
    for (EvaluationPoint point : result.getPointsList()) {
      assertThat(point.getMetricsList())
          .extracting(Feature::getName)
          .containsExactlyElementsOf(
              Metrics.all().stream()
                  .filter(metric -> !metric.needsDeviations())
                  .map(Metric::id)
                  .toList());
      boolean flat = point.getPredictor() == 1;
      assertThat(point.getConstant()).isEqualTo(flat);
      double tau = metric(point, Correlation.KENDALL);
      if (flat) {
        assertThat(tau).isZero();
      } else {
        assertThat(tau).isBetween(0.3, 0.99);
      }
    }
    EvaluationResult last = run("last", config("last").addFidelities(12), 1);
    assertThat(metric(last.getPoints(0), Correlation.KENDALL)).isGreaterThan(0.7);
  }

  /** A predictor's answers differ in the third decimal only. */
  @Test
  void predictionsThatOnlyRoundToTheSameAreNotConstant() {
    EvaluationResult result = run("close", config("close").addTrainSizes(24), 1);
    assertThat(result.getPointsList())
        .allSatisfy(
            point -> {
              assertThat(point.getConstant()).isFalse();
              assertThat(metric(point, new SparseKendall(1))).isZero();
              assertThat(metric(point, Correlation.KENDALL)).isGreaterThan(.3);
            });
    // In nats a thousandth is what a tenth is in percent.
    EvaluationResult nats = run("nats", config("close").setMetric("loss").addTrainSizes(24), 1);
    assertThat(nats.getPointsList())
        .allSatisfy(
            point -> assertThat(Math.abs(metric(point, new SparseKendall(1)))).isGreaterThan(.05));
  }

  @Test
  void everyMetricCanBeComputedAgainFromWhatIsKept() {
    EvaluationConfig.Builder config = config("kernel", "last").addTrainSizes(24).addFidelities(3);
    config.getPredictorsBuilder(0).setDeviations(Deviations.DEVIATIONS_CALIBRATED);
    EvaluationResult result = run("kept", config.setKeepPredictions(2 * 2 * 40 + 1), 2);
    // Two trials of two points and 40 tested: the third has no room.
    assertThat(result.getDrawsList()).extracting(EvaluationDraw::getTrial).containsExactly(0, 1);
    for (EvaluationPoint point : result.getPointsList()) {
      if (point.getTrial() == 2) {
        assertThat(point.getPredictionsList()).isEmpty();
        continue;
      }
      EvaluationDraw draw = result.getDraws(point.getTrial());
      double[] truth =
          draw.getTestRowsList().stream()
              .mapToDouble(row -> BenchmarkTableFile.decimal(table.value(row, "accuracy")))
              .toArray();
      assertThat(draw.getTestTargetsList())
          .containsExactly(Arrays.stream(truth).boxed().toArray(Double[]::new));
      assertThat(draw.getTrainRowsList())
          .hasSize(24)
          .doesNotContainAnyElementsOf(draw.getTestRowsList());
      double[] predicted = point.getPredictionsList().stream().mapToDouble(x -> x).toArray();
      double[] deviations = point.getDeviationsList().stream().mapToDouble(x -> x).toArray();
      boolean measured = point.getPredictor() == 0;
      assertThat(deviations).hasSize(measured ? 40 : 0);
      for (Metric metric : Metrics.all()) {
        if (!metric.needsDeviations()) {
          assertThat(metric.compute(truth, predicted).reported()).isEqualTo(metric(point, metric));
        } else if (measured) {
          assertThat(metric.compute(truth, predicted, deviations).value())
              .isEqualTo(metric(point, metric))
              .isBetween(.6, 1.0);
        } else {
          assertThat(metric(point, metric)).isNaN();
        }
      }
    }
    List<String> lines = EvaluationCsv.predictions(result).lines().toList();
    assertThat(lines)
        .hasSize(1 + 2 * 2 * 40)
        .first()
        .asString()
        .endsWith("row,target,prediction,deviation");
    assertThat(EvaluationCsv.draws(result).lines()).hasSize(1 + 2 * 64);
    Messages.parse(
        result.toByteArray(), MessageFormat.BINARY, EvaluationResult.getDefaultInstance(), "kept");
  }

  @Test
  void costsAreSimulatedFromTheTable() {
    EvaluationResult result =
        run("costs", config("both").setTrials(1).addTrainSizes(24).addFidelities(3), 1);
    EvaluationConfig config = result.getConfig();
    Draws.Draw draw =
        new Draws(new EvaluatedTable(table, config), config, List.of(), Set.of()).of(0);
    double full = Arrays.stream(draw.pool()).mapToDouble(row -> table.value(row, "seconds")).sum();
    double query =
        Arrays.stream(draw.test()).mapToDouble(row -> table.value(row, "seconds") * 3 / 12).sum();
    assertThat(result.getPoints(0).getTrainingSeconds()).isCloseTo(full, within(1e-6));
    assertThat(result.getPoints(0).getPartialTrainingSeconds()).isCloseTo(query / 40, within(1e-6));
    assertThat(result.getPoints(0).getFitSeconds()).isPositive();
    assertThat(result.getPoints(0).getPredictSeconds()).isPositive();
  }

  @Test
  void lossesAreTurnedSoThatHigherIsBetter() {
    EvaluationResult loss =
        run("loss", config("kernel").setMetric("loss").addTrainSizes(200).setTrials(1), 1);
    assertThat(loss.getConfig().getTargetForm()).isEqualTo(TargetForm.TARGET_FORM_HUNDRED_MINUS);
    assertThat(new EvaluatedTable(table, loss.getConfig()).target(0))
        .isCloseTo(100 - table.value(0, "loss"), within(1e-5));
    assertThat(metric(loss.getPoints(0), Correlation.KENDALL)).isGreaterThan(0.3);
    assertThat(metric(loss.getPoints(0), new SparseKendall(1))).isBetween(-1.0, 1.0);
    EvaluationResult size =
        run("size", config("kernel").setMetric("size").addTrainSizes(200).setTrials(1), 1);
    assertThat(size.getConfig().getTargetForm()).isEqualTo(TargetForm.TARGET_FORM_NEGATIVE);
    assertThat(metric(size.getPoints(0), new SparseKendall(1))).isNaN();
    assertThat(new EvaluatedTable(table, size.getConfig()).target(0))
        .isEqualTo(-table.value(0, "size"));
  }

  @Test
  void aPredictorThatFailsLeavesTheOthersAlone() {
    EvaluationResult result = run("fails", config("bad", "kernel").addTrainSizes(24), 2);
    assertThat(result.getPointsList()).hasSize(6);
    assertThat(result.getPointsList().subList(0, 3))
        .allSatisfy(point -> assertThat(point.getFailure()).isEqualTo("no answer,; sorry"));
    assertThat(result.getPointsList().subList(3, 6))
        .allSatisfy(point -> assertThat(point.getFailure()).isEmpty());
    assertThat(EvaluationSummary.of(result).get(0).getFailuresList())
        .containsExactly("no answer,; sorry");
    assertThat(EvaluationSummary.of(result).get(0).getTrials()).isZero();
  }

  private EvaluationConfig.Builder mixed() {
    return config("kernel", "last", "both", "bad", "flat")
        .addAllTrainSizes(List.of(5, 14, 24))
        .addAllFidelities(List.of(1, 4, 9));
  }

  @Test
  void neitherThreadsNorCompanyChangeAnything() throws IOException {
    run("one", mixed(), 1);
    run("four", mixed(), 4);
    assertThat(TestEvaluations.repeatable(folder.resolve("four")))
        .isEqualTo(TestEvaluations.repeatable(folder.resolve("one")))
        .contains("kernel,2,24,0,", "last,0,0,9,");
    run("other", mixed().setSeed(12), 1);
    assertThat(TestEvaluations.repeatable(folder.resolve("other")))
        .isNotEqualTo(TestEvaluations.repeatable(folder.resolve("one")));
    run("alone", config("kernel").addAllTrainSizes(List.of(5, 14, 24)), 1);
    assertThat(TestEvaluations.repeatable(folder.resolve("one")))
        .startsWith(TestEvaluations.repeatable(folder.resolve("alone")));
  }

  @Test
  void whereverItWasCutOffItEndsAsIfItHadNotBeen() throws IOException {
    run("whole", mixed(), 1);
    String expected = TestEvaluations.repeatable(folder.resolve("whole"));
    byte[] log = Files.readAllBytes(folder.resolve("whole/points.log"));
    SplittableRandom random = new Seed(1).random();
    for (int i = 0; i < 12; i++) {
      Path path = folder.resolve("cut" + i);
      TestEvaluations.Kept kept = TestEvaluations.folder(path, mixed().build(), table);
      // The last one ends in zeros, as after a power cut.
      byte[] part =
          i == 11
              ? Arrays.copyOf(Arrays.copyOf(log, log.length / 2), log.length / 2 + 4096)
              : Arrays.copyOf(log, random.nextInt(log.length + 1));
      if (i >= 8 && i < 11 && part.length > 0) {
        part[random.nextInt(part.length)] ^= 1;
      }
      Files.write(path.resolve("points.log"), part);
      TestEvaluations.run(kept, table, 2);
      assertThat(TestEvaluations.repeatable(path)).isEqualTo(expected);
    }
  }

  @Test
  void whatWasStoppedGoesOnAndWhatIsDoneIsNotDoneAgain() throws IOException {
    run("whole", mixed(), 1);
    TestEvaluations.Kept stopped =
        TestEvaluations.folder(folder.resolve("stopped"), mixed().build(), table);
    AtomicInteger count = new AtomicInteger();
    Optional<EvaluationResult> none =
        TestEvaluations.run(
            stopped, table, 1, (point, done, of) -> count.incrementAndGet(), () -> true);
    assertThat(none).isEmpty();
    int before = count.get();
    List<Integer> dones = new ArrayList<>();
    assertThat(
            TestEvaluations.run(
                stopped, table, 1, (point, done, of) -> dones.add(done), () -> false))
        .isPresent();
    int all = EvaluationPlan.points(stopped.config(), PREDICTORS).size();
    assertThat(dones).hasSize(all - before).endsWith(all);
    // Done: a further run only writes the same again.
    assertThat(TestEvaluations.run(stopped, table, 1).getPointsCount()).isEqualTo(all);
    assertThat(TestEvaluations.repeatable(folder.resolve("stopped")))
        .isEqualTo(TestEvaluations.repeatable(folder.resolve("whole")));
  }

  @Test
  void aLogIsNotUsedWithAnotherTableNorAnotherConfiguration() throws IOException {
    TestEvaluations.Kept own =
        TestEvaluations.folder(folder.resolve("own"), mixed().build(), table);
    BenchmarkTableFile other = PublishedTables.bySpace("nasbench201").orElseThrow();
    assertThatThrownBy(() -> new Evaluation(own.config(), other, PREDICTORS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("another table");
    // Points of other budgets than the configuration's.
    run("points", config("kernel").addTrainSizes(7), 1);
    Files.copy(
        folder.resolve("points/points.log"),
        own.path().resolve("points.log"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> TestEvaluations.run(own, table, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not ask for");
  }

  @Test
  void configurationsThatCannotBeEvaluatedAreRefused() {
    refused(config("kernel").addFidelities(3), "fidelities are of no use");
    refused(config("last").addTrainSizes(3), "train sizes are of no use");
    refused(config("kernel").addTrainSizes(5000), "too few");
    refused(config("kernel", "kernel").addTrainSizes(5), "named twice");
    refused(config("both").addTrainSizes(5).addFidelities(5), "none of the budgets");
    refused(config("nothing").addTrainSizes(5), "unknown predictor");
    EvaluationConfig.Builder setting = config("kernel").addTrainSizes(5);
    setting.getPredictorsBuilder(0).addSettings(Feature.newBuilder().setName("depth").setValue(1));
    refused(setting, "unknown setting");
    assertThatThrownBy(
            () ->
                EvaluationPlan.complete(
                    config("kernel").setMetric("speed").build(), table, PREDICTORS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no metric 'speed'");
  }

  private void refused(EvaluationConfig.Builder config, String message) {
    assertThatThrownBy(
            () ->
                EvaluationPlan.check(
                    EvaluationPlan.complete(config.build(), table, PREDICTORS), table, PREDICTORS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void summariesAreOfTheTrials() {
    EvaluationResult result = run("summary", config("kernel").setTrials(8).addTrainSizes(24), 2);
    PredictorScore summary = EvaluationSummary.of(result).get(0);
    TrialScore tau = EvaluationSummary.of(summary, Correlation.KENDALL).orElseThrow();
    double[] taus =
        result.getPointsList().stream()
            .mapToDouble(point -> metric(point, Correlation.KENDALL))
            .toArray();
    double mean = Arrays.stream(taus).sum() / 8;
    assertThat(tau.getTrials()).isEqualTo(8);
    assertThat(tau.getMean()).isCloseTo(mean, within(1e-12));
    assertThat(tau.getDeviation())
        .isCloseTo(
            Math.sqrt(Arrays.stream(taus).map(t -> (t - mean) * (t - mean)).sum() / 7),
            within(1e-12));
    // Student's t of 7 degrees of freedom.
    double reach = 2.364624251592785 * tau.getDeviation() / Math.sqrt(8);
    assertThat(tau.getLow()).isCloseTo(mean - reach, within(1e-9));
    assertThat(tau.getHigh()).isCloseTo(mean + reach, within(1e-9));
    assertThat(EvaluationSummary.of(result)).isEqualTo(EvaluationSummary.of(result));
  }
}
