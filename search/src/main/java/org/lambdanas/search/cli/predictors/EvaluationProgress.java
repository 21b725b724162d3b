package org.lambdanas.search.cli.predictors;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.lambdanas.predictors.evaluation.Evaluation;
import org.lambdanas.predictors.evaluation.PredictorNames;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.search.run.Durations;

/** A line now and then, and one for each new reason to fail. */
final class EvaluationProgress implements Evaluation.Listener {

  /** Predictors that the forecast names. */
  private static final int MOST_NAMED = 4;

  private static final long LINE_EVERY_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private final List<String> names;
  private final int threads;
  private final Set<String> reasons = new HashSet<>();
  private long lastLine = System.nanoTime() - LINE_EVERY_NANOS;

  EvaluationProgress(PrintWriter out, EvaluationConfig config, int threads) {
    this.out = out;
    this.threads = threads;
    this.names = PredictorNames.of(config);
  }

  @Override
  public void forecast(Map<Integer, Double> seconds) {
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    out.println(
        "expected: "
            + Durations.text(all / threads)
            + seconds.entrySet().stream()
                .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
                .limit(MOST_NAMED)
                .map(e -> names.get(e.getKey()) + " " + Durations.text(e.getValue()))
                .collect(Collectors.joining(", ", ", most of it for ", "")));
  }

  @Override
  public void done(EvaluationPoint point, int done, int of) {
    String name = names.get(point.getPredictor());
    if (!point.getFailure().isEmpty()) {
      if (reasons.add(name + point.getFailure())) {
        out.println("failed: " + name + " at " + budget(point) + ": " + point.getFailure());
      }
      return;
    }
    long now = System.nanoTime();
    if (now - lastLine < LINE_EVERY_NANOS && done < of) {
      return;
    }
    lastLine = now;
    out.println(
        String.format(
            Locale.ROOT,
            "%d/%d  %s, %s, trial %d: tau %.3f, fit %.2f s",
            done,
            of,
            name,
            budget(point),
            point.getTrial(),
            point.getMetricsList().stream()
                .filter(metric -> metric.getName().equals(Correlation.KENDALL.id()))
                .mapToDouble(Feature::getValue)
                .findFirst()
                .orElse(Double.NaN),
            point.getFitSeconds()));
  }

  private static String budget(EvaluationPoint point) {
    if (point.getTrainSize() == 0 && point.getFidelity() == 0) {
      return "no training";
    }
    return (point.getTrainSize() > 0 ? "n " + point.getTrainSize() : "")
        + (point.getTrainSize() > 0 && point.getFidelity() > 0 ? ", " : "")
        + (point.getFidelity() > 0 ? "epochs " + point.getFidelity() : "");
  }
}
