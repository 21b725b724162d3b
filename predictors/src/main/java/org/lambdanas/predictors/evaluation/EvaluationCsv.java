package org.lambdanas.predictors.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.interchange.CsvText;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.proto.v1.EvaluationDraw;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.TrialScore;

/**
 * An evaluation as CSV. Two evaluations with one configuration differ only in the columns of {@link
 * #MEASURED_TIMES}, which are the last ones.
 */
public final class EvaluationCsv {

  /**
   * The columns that differ from run to run: seconds of the fit, seconds of one prediction,
   * initialisation time (training plus fit) and query time (partial training plus prediction).
   */
  public static final List<String> MEASURED_TIMES =
      List.of("fit_seconds", "predict_seconds", "initialisation_seconds", "query_seconds");

  private EvaluationCsv() {}

  /**
   * Every point, in the order of the result. Columns: {@code predictor}, {@code trial} (from 0),
   * {@code train_size}, {@code fidelity} (0: none), one for each of {@link Metrics} (empty where it
   * is not defined), {@code constant} (1 if tau is not defined), {@code failure}, {@code
   * training_seconds} and {@code partial_training_seconds} (simulated; of the training set, and of
   * one query), then {@link #MEASURED_TIMES}. Every line ends in a line feed; the first has the
   * columns' names.
   */
  public static String points(EvaluationResult result) {
    List<List<?>> records = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("predictor", "trial", "train_size", "fidelity"));
    Metrics.all().forEach(metric -> header.add(metric.id()));
    header.addAll(List.of("constant", "failure", "training_seconds", "partial_training_seconds"));
    header.addAll(MEASURED_TIMES);
    records.add(header);
    for (EvaluationPoint point : result.getPointsList()) {
      List<@Nullable Object> fields = new ArrayList<>();
      fields.add(PredictorNames.of(result.getConfig().getPredictors(point.getPredictor())));
      fields.add(point.getTrial());
      fields.add(point.getTrainSize());
      fields.add(point.getFidelity());
      Map<String, Double> values =
          point.getMetricsList().stream()
              .collect(Collectors.toMap(Feature::getName, Feature::getValue));
      for (Metric metric : Metrics.all()) {
        fields.add(values.get(metric.id()));
      }
      fields.add(point.getConstant() ? 1 : 0);
      fields.add(point.getFailure());
      times(
          fields,
          point.getTrainingSeconds(),
          point.getPartialTrainingSeconds(),
          point.getFitSeconds(),
          point.getPredictSeconds());
      records.add(fields);
    }
    return CsvText.commas(records);
  }

  /**
   * Every predictor and budget over the trials. Columns: {@code predictor}, {@code train_size},
   * {@code fidelity}, {@code trials} (that have a result), {@code constants} (of those), for each
   * metric {@code _mean}, {@code _deviation} (n - 1), {@code _low} and {@code _high} (95 % interval
   * of the mean), {@code failures}, then mean times as in {@link #points}. Every line ends in a
   * line feed; the first has the columns' names.
   */
  public static String summary(List<PredictorScore> summaries) {
    List<List<?>> records = new ArrayList<>();
    List<String> header =
        new ArrayList<>(List.of("predictor", "train_size", "fidelity", "trials", "constants"));
    for (Metric metric : Metrics.all()) {
      for (String statistic : List.of("_mean", "_deviation", "_low", "_high")) {
        header.add(metric.id() + statistic);
      }
    }
    header.addAll(List.of("failures", "training_seconds", "partial_training_seconds"));
    header.addAll(MEASURED_TIMES);
    records.add(header);
    for (PredictorScore summary : summaries) {
      List<@Nullable Object> fields = new ArrayList<>();
      fields.add(summary.getPredictor());
      fields.add(summary.getTrainSize());
      fields.add(summary.getFidelity());
      fields.add(summary.getTrials());
      fields.add(summary.getConstants());
      for (Metric metric : Metrics.all()) {
        TrialScore statistics = summary.getMetricsMap().get(metric.id());
        if (statistics == null) {
          fields.addAll(List.of("", "", "", ""));
        } else {
          fields.add(number(statistics.getMean()));
          fields.add(number(statistics.getDeviation()));
          fields.add(number(statistics.getLow()));
          fields.add(number(statistics.getHigh()));
        }
      }
      fields.add(String.join("; ", summary.getFailuresList()));
      times(
          fields,
          summary.getTrainingSeconds(),
          summary.getPartialTrainingSeconds(),
          summary.getFitSeconds(),
          summary.getPredictSeconds());
      records.add(fields);
    }
    return CsvText.commas(records);
  }

  /**
   * Every prediction that is kept. Columns: {@code predictor}, {@code trial}, {@code train_size},
   * {@code fidelity} as in {@link #points}, {@code row} (of the table), {@code target}, {@code
   * prediction}, {@code deviation} (empty where it was not measured).
   */
  public static String predictions(EvaluationResult result) {
    Stream<List<?>> header =
        Stream.of(
            List.of(
                "predictor",
                "trial",
                "train_size",
                "fidelity",
                "row",
                "target",
                "prediction",
                "deviation"));
    Stream<List<?>> records =
        result.getPointsList().stream()
            .flatMap(
                point ->
                    IntStream.range(0, point.getPredictionsCount())
                        .mapToObj(i -> prediction(result, point, i)));
    return CsvText.commas(Stream.concat(header, records).toList());
  }

  private static List<?> prediction(EvaluationResult result, EvaluationPoint point, int i) {
    EvaluationDraw draw = result.getDraws(point.getTrial());
    return List.of(
        PredictorNames.of(result.getConfig().getPredictors(point.getPredictor())),
        point.getTrial(),
        point.getTrainSize(),
        point.getFidelity(),
        draw.getTestRows(i),
        draw.getTestTargets(i),
        point.getPredictions(i),
        point.getDeviationsCount() > 0 ? point.getDeviations(i) : "");
  }

  /**
   * What the trials drew whose predictions are kept. Columns: {@code trial}, {@code use} ({@code
   * test} or {@code train}), {@code place} (from 0; a train size takes the first so many), {@code
   * row} (of the table).
   */
  public static String draws(EvaluationResult result) {
    List<List<?>> records = new ArrayList<>();
    records.add(List.of("trial", "use", "place", "row"));
    for (EvaluationDraw draw : result.getDrawsList()) {
      add("test", draw.getTrial(), draw.getTestRowsList(), records);
      add("train", draw.getTrial(), draw.getTrainRowsList(), records);
    }
    return CsvText.commas(records);
  }

  private static void add(String use, int trial, List<Integer> rows, List<List<?>> records) {
    for (int place = 0; place < rows.size(); place++) {
      records.add(List.of(trial, use, place, rows.get(place)));
    }
  }

  private static void times(
      List<@Nullable Object> fields,
      double training,
      double partialTraining,
      double fit,
      double predict) {
    fields.add(number(training));
    fields.add(number(partialTraining));
    fields.add(number(fit));
    fields.add(number(predict));
    fields.add(number(training + fit));
    fields.add(number(partialTraining + predict));
  }

  /** Empty where there is none. */
  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
