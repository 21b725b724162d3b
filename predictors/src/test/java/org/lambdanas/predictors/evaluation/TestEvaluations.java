package org.lambdanas.predictors.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.KernelLearner;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.ModelBasedPredictor;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.TinyEncoder;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.TableWriter;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.Unit;

/** A small table with curves, and small predictors of each kind. */
final class TestEvaluations {

  static final int EPOCHS = 12;

  private TestEvaluations() {}

  /** Every 13th cell; each has all metrics, but for every 50th of those, and a curve. */
  static BenchmarkTableFile table(Path folder) {
    Path file = folder.resolve("table.binpb");
    if (!Files.exists(file)) {
      write(file);
    }
    return BenchmarkTableFile.open(file);
  }

  /** The same, once for all tests. */
  static BenchmarkTableFile shared() {
    return Shared.TABLE;
  }

  private static final class Shared {
    static final BenchmarkTableFile TABLE = make();

    private static BenchmarkTableFile make() {
      try {
        Path folder = Files.createTempDirectory("evaluation");
        BenchmarkTableFile table = table(folder);
        folder.toFile().deleteOnExit();
        folder.resolve("table.binpb").toFile().deleteOnExit();
        return table;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void write(Path file) {
    TableHeader header =
        TableHeader.newBuilder()
            .setName("small")
            .setSpace("nasbench201")
            .addMetrics(metric("accuracy", Unit.UNIT_PERCENT, true))
            .addMetrics(metric("loss", Unit.UNIT_NATS, false))
            .addMetrics(metric("size", Unit.UNIT_MILLIONS, false))
            .addMetrics(metric("seconds", Unit.UNIT_SECONDS, false))
            .addCurves("validation_accuracy")
            .setSource("made up")
            .setLicence("none")
            .build();
    SplittableRandom random = new Seed(5).random();
    try (TableWriter writer = TableWriter.create(file, header)) {
      for (int i = 0; i < 1200; i++) {
        Architecture cell = NasBench201Space.INSTANCE.at(13L * i);
        long convolutions =
            cell.getEdgeCell().getOperationsList().stream().filter(o -> o.contains("conv")).count();
        float accuracy = 50 + 7 * convolutions + random.nextInt(100) / 20f;
        float[] curve = new float[EPOCHS];
        for (int e = 0; e < EPOCHS; e++) {
          curve[e] = accuracy - 30f / (e + 1) + random.nextInt(100) / 20f;
        }
        float[] metrics = {accuracy, 5 - accuracy / 25, 1 + convolutions, 100 * (1 + convolutions)};
        if (i % 50 == 7) {
          metrics[0] = Float.NaN;
        }
        writer.add(cell, metrics, List.of(curve));
      }
      writer.finish();
    }
  }

  private static MetricDescription metric(String name, Unit unit, boolean higherIsBetter) {
    return MetricDescription.newBuilder()
        .setName(name)
        .setEpochs(EPOCHS)
        .setUnit(unit)
        .setHigherIsBetter(higherIsBetter)
        .build();
  }

  /** The predictors by name. */
  static final Function<String, Predictor> PREDICTORS =
      id ->
          switch (id) {
            case "kernel" -> new ModelBasedPredictor(new KernelLearner(), TinyEncoder::of);
            case "last" -> new Formula("last", 0, 1, TestEvaluations::lastOfCurve);
            case "both" -> new Formula("both", 6, 3, TestEvaluations::lastOfCurve);
            case "flat" -> new Formula("flat", 1, 0, query -> 80);
            case "close" -> new Formula("close", 1, 0, TestEvaluations::close);
            case "bad" ->
                new Formula(
                    "bad",
                    1,
                    0,
                    query -> {
                      throw new DataException("no answer,\nsorry");
                    });
            case "slow" ->
                new Formula(
                    "slow",
                    1,
                    0,
                    query -> {
                      LockSupport.parkNanos(500_000);
                      return NasBench201Space.INSTANCE.format(query.getArchitecture()).hashCode();
                    });
            default -> throw new ConfigException("unknown predictor " + id);
          };

  private static double lastOfCurve(Observation query) {
    return query.getCurves(0).getValues(query.getCurves(0).getValuesCount() - 1);
  }

  /** The number of convolutions, in steps of five thousandths. */
  private static double close(Observation query) {
    return 90
        + .005
            * query.getArchitecture().getEdgeCell().getOperationsList().stream()
                .filter(o -> o.contains("conv"))
                .count();
  }

  /** Predicts by a formula; learns nothing. */
  private record Formula(
      String id, int leastObservations, int leastEpochs, ToDoubleFunction<Observation> formula)
      implements Predictor {

    @Override
    public PredictorDescription description() {
      return new PredictorDescription(
          id,
          id,
          leastEpochs == 0
              ? Family.MODEL_BASED
              : leastObservations == 0 ? Family.LEARNING_CURVE : Family.HYBRID,
          List.of(),
          leastEpochs == 0
              ? Optional.empty()
              : Optional.of(new CurveNeed(List.of("validation_accuracy"), leastEpochs)),
          leastObservations,
          false,
          List.of(SettingDescription.number("nothing", 0, 0, 1, "nothing")),
          Optional.empty(),
          "none");
    }

    @Override
    public Model fit(PredictorSpec spec, List<Observation> observations) {
      return new Model() {
        @Override
        public List<Prediction> query(List<Observation> queries) {
          return queries.stream()
              .map(
                  query ->
                      Prediction.newBuilder()
                          .setArchitecture(query.getArchitecture())
                          .setMean(formula.applyAsDouble(query))
                          .build())
              .toList();
        }

        @Override
        public FittedPredictor save() {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Model load(FittedPredictor fitted) {
      throw new UnsupportedOperationException();
    }
  }

  /** A configuration with few budgets. */
  static EvaluationConfig.Builder config(String... predictors) {
    EvaluationConfig.Builder config =
        EvaluationConfig.newBuilder()
            .setMetric("accuracy")
            .setTestSize(40)
            .setTrials(3)
            .setSeed(11);
    for (String predictor : predictors) {
      config.addPredictors(PredictorSpec.newBuilder().setPredictor(predictor));
    }
    return config;
  }

  /**
   * Where an evaluation is kept.
   *
   * @param path folder of its log and of its results
   * @param config complete
   */
  record Kept(Path path, EvaluationConfig config) {

    RecordLog<EvaluationPoint> log() {
      return RecordLog.open(path.resolve("points.log"), EvaluationPoint.getDefaultInstance());
    }
  }

  /** Makes the folder of an evaluation, if it is missing. */
  static Kept folder(Path path, EvaluationConfig config, BenchmarkTableFile table) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Kept(path, EvaluationPlan.complete(config, table, PREDICTORS));
  }

  /** Runs an evaluation to its end. */
  static EvaluationResult run(Kept kept, BenchmarkTableFile table, int threads) {
    EvaluationResult result =
        run(kept, table, threads, (point, done, of) -> {}, () -> false).orElseThrow();
    AtomicFile.write(
        kept.path().resolve("results.csv"), EvaluationCsv.points(result).getBytes(UTF_8));
    return result;
  }

  /** Goes on with an evaluation. */
  static Optional<EvaluationResult> run(
      Kept kept,
      BenchmarkTableFile table,
      int threads,
      Evaluation.Listener listener,
      BooleanSupplier stopRequested) {
    try (RecordLog<EvaluationPoint> log = kept.log()) {
      return new Evaluation(kept.config(), table, PREDICTORS)
          .run(log, threads, listener, stopRequested);
    }
  }

  /** Every column but the measured times. */
  static String repeatable(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("results.csv"));
    int columns = lines.get(0).split(",", -1).length;
    int kept = columns - EvaluationCsv.MEASURED_TIMES.size();
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      // Failures are quoted, but none has a comma behind which a column would be missed.
      String[] fields = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
      text.append(String.join(",", List.of(fields).subList(0, kept))).append('\n');
    }
    return text.toString();
  }
}
