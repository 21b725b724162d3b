package org.lambdanas.predictors.evaluation;

import java.util.List;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.TargetForm;
import org.lambdanas.proto.v1.Unit;

/** A benchmark table as an evaluation reads it: one metric is the target, one may be the cost. */
final class EvaluatedTable {

  private final BenchmarkTableFile table;
  private final EvaluationConfig config;
  private final SearchSpace space;
  private final int[] measured;

  EvaluatedTable(BenchmarkTableFile table, EvaluationConfig config) {
    this.table = table;
    this.config = config;
    this.space = SearchSpaces.byId(table.header().getSpace());
    float[] column = table.column(config.getMetric());
    this.measured = IntStream.range(0, column.length).filter(r -> Float.isFinite(column[r])).toArray();
  }

  /** The description of a metric of the table. */
  static MetricDescription metric(BenchmarkTableFile table, String name) {
    return table.metrics().stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "table "
                        + table.name()
                        + " has no metric '"
                        + name
                        + "': it has "
                        + String.join(
                            ", ",
                            table.metrics().stream().map(MetricDescription::getName).toList())));
  }

  /** Higher must be better; losses in nats become 100 - loss, as the field has it. */
  static TargetForm form(MetricDescription metric) {
    if (metric.getHigherIsBetter()) {
      return TargetForm.TARGET_FORM_AS_IT_IS;
    }
    return metric.getUnit() == Unit.UNIT_NATS
        ? TargetForm.TARGET_FORM_HUNDRED_MINUS
        : TargetForm.TARGET_FORM_NEGATIVE;
  }

  SearchSpace space() {
    return space;
  }

  /** The rows that have the target, ascending. */
  int[] measured() {
    return measured.clone();
  }

  Architecture architecture(int row) {
    return table.architecture(row);
  }

  List<LearningCurve> curves(int row) {
    return table.row(row).getCurvesList();
  }

  double target(int row) {
    double value = decimal(table.value(row, config.getMetric()));
    return switch (config.getTargetForm()) {
      case TARGET_FORM_NEGATIVE -> -value;
      case TARGET_FORM_HUNDRED_MINUS -> 100 - value;
      case TARGET_FORM_AS_IT_IS, TARGET_FORM_UNSPECIFIED, UNRECOGNIZED -> value;
    };
  }

  /** Seconds of a full training; 0 where the table does not know. */
  double trainingSeconds(int row) {
    if (config.getCostMetric().isEmpty()) {
      return 0;
    }
    float seconds = table.value(row, config.getCostMetric());
    return Float.isFinite(seconds) && seconds > 0 ? decimal(seconds) : 0;
  }

  /** Seconds of training for so many epochs. */
  double partialSeconds(int row, int epochs) {
    return config.getFullEpochs() == 0
        ? 0
        : trainingSeconds(row) * Math.min(1, (double) epochs / config.getFullEpochs());
  }

  /** A trained architecture: its target, and its curves up to the fidelity. */
  Observation trained(int row, int fidelity) {
    return queried(row, fidelity).toBuilder()
        .setTarget(target(row))
        .setCostSeconds(trainingSeconds(row))
        .build();
  }

  /** An architecture that is asked about: its curves up to the fidelity, and no target. */
  Observation queried(int row, int fidelity) {
    Observation.Builder observation = Observation.newBuilder().setArchitecture(architecture(row));
    if (fidelity > 0) {
      for (LearningCurve curve : curves(row)) {
        LearningCurve seen = PartialCurve.upTo(curve, fidelity);
        if (seen.getValuesCount() > 0) {
          observation.addCurves(seen);
        }
      }
    }
    return observation.build();
  }

  /** The double that prints like the float. */
  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }
}
