package org.lambdanas.predictors.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.Feature;

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
   * is not defined), {@code constant} (1 if all predictions were the same), {@code failure}, {@code
   * training_seconds} and {@code partial_training_seconds} (simulated; of the training set, and of
   * one query), then {@link #MEASURED_TIMES}.
   *
   * @param result an evaluation
   * @return lines that end in a line feed, the first with the columns' names
   */
  public static String points(EvaluationResult result) {
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("predictor", "trial", "train_size", "fidelity"));
    Metrics.all().forEach(metric -> header.add(metric.id()));
    header.addAll(List.of("constant", "failure", "training_seconds", "partial_training_seconds"));
    header.addAll(MEASURED_TIMES);
    line(csv, header);
    for (EvaluationPoint point : result.getPointsList()) {
      List<String> fields = new ArrayList<>();
      fields.add(PredictorNames.of(result.getConfig().getPredictors(point.getPredictor())));
      fields.add(Integer.toString(point.getTrial()));
      fields.add(Integer.toString(point.getTrainSize()));
      fields.add(Integer.toString(point.getFidelity()));
      Map<String, Double> values =
          point.getMetricsList().stream()
              .collect(Collectors.toMap(Feature::getName, Feature::getValue));
      for (Metric metric : Metrics.all()) {
        Double value = values.get(metric.id());
        fields.add(value == null ? "" : value.toString());
      }
      fields.add(point.getConstant() ? "1" : "0");
      fields.add(point.getFailure());
      times(
          fields,
          point.getTrainingSeconds(),
          point.getPartialTrainingSeconds(),
          point.getFitSeconds(),
          point.getPredictSeconds());
      line(csv, fields);
    }
    return csv.toString();
  }

  /**
   * Every predictor and budget over the trials. Columns: {@code predictor}, {@code train_size},
   * {@code fidelity}, {@code trials} (that have a result), {@code constants} (of those), for each
   * metric {@code _mean}, {@code _deviation} (n - 1), {@code _low} and {@code _high} (95 % interval
   * of the mean), {@code failures}, then mean times as in {@link #points}.
   *
   * @param config of the evaluation
   * @param summaries of the evaluation
   * @return lines that end in a line feed, the first with the columns' names
   */
  public static String summary(EvaluationConfig config, List<EvaluationSummary> summaries) {
    StringBuilder csv = new StringBuilder();
    List<String> header =
        new ArrayList<>(List.of("predictor", "train_size", "fidelity", "trials", "constants"));
    for (Metric metric : Metrics.all()) {
      for (String statistic : List.of("_mean", "_deviation", "_low", "_high")) {
        header.add(metric.id() + statistic);
      }
    }
    header.addAll(List.of("failures", "training_seconds", "partial_training_seconds"));
    header.addAll(MEASURED_TIMES);
    line(csv, header);
    for (EvaluationSummary summary : summaries) {
      List<String> fields = new ArrayList<>();
      fields.add(PredictorNames.of(config.getPredictors(summary.predictor())));
      fields.add(Integer.toString(summary.trainSize()));
      fields.add(Integer.toString(summary.fidelity()));
      fields.add(Integer.toString(summary.trials()));
      fields.add(Integer.toString(summary.constants()));
      for (Metric metric : Metrics.all()) {
        TrialStatistics statistics = summary.metrics().get(metric.id());
        if (statistics == null) {
          fields.addAll(List.of("", "", "", ""));
        } else {
          fields.add(number(statistics.mean()));
          fields.add(number(statistics.deviation()));
          fields.add(number(statistics.low()));
          fields.add(number(statistics.high()));
        }
      }
      fields.add(String.join("; ", summary.failures()));
      times(
          fields,
          summary.trainingSeconds(),
          summary.partialTrainingSeconds(),
          summary.fitSeconds(),
          summary.predictSeconds());
      line(csv, fields);
    }
    return csv.toString();
  }

  private static void times(
      List<String> fields, double training, double partialTraining, double fit, double predict) {
    fields.add(number(training));
    fields.add(number(partialTraining));
    fields.add(number(fit));
    fields.add(number(predict));
    fields.add(number(training + fit));
    fields.add(number(partialTraining + predict));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static void line(StringBuilder csv, List<String> fields) {
    csv.append(fields.stream().map(EvaluationCsv::quoted).collect(Collectors.joining(",")))
        .append('\n');
  }

  private static String quoted(String field) {
    return field.matches("[^\",\\r\\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
