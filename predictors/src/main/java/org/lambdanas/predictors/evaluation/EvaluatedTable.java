package org.lambdanas.predictors.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.TableFeatures;
import org.lambdanas.predictors.table.TrainingCost;
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
  private final Optional<TrainingCost> cost;
  private final TableFeatures features;

  EvaluatedTable(BenchmarkTableFile table, EvaluationConfig config) {
    this.table = table;
    this.config = config;
    this.space = SearchSpaces.byId(table.header().getSpace());
    this.features = new TableFeatures(table, config.getMetric());
    float[] column = table.column(config.getMetric());
    this.measured =
        IntStream.range(0, column.length).filter(r -> Float.isFinite(column[r])).toArray();
    boolean known =
        !config.getCostMetric().isEmpty()
            || table.curveNames().contains(TrainingCost.EPOCH_SECONDS);
    this.cost =
        known && config.getFullEpochs() > 0
            ? Optional.of(TrainingCost.of(table, config.getCostMetric(), config.getFullEpochs()))
            : Optional.empty();
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

  /** The rows that have the target and some features, ascending. */
  int[] measured(Set<String> needed) {
    return needed.isEmpty()
        ? measured.clone()
        : Arrays.stream(measured).filter(row -> features.has(row, needed)).toArray();
  }

  /** What it says of architectures before they are trained. */
  TableFeatures features() {
    return features;
  }

  Architecture architecture(int row) {
    return table.architecture(row);
  }

  /** The learning curves of a row up to an epoch. */
  List<LearningCurve> curves(int row, int epochs) {
    return table.curves(row, epochs);
  }

  double target(int row) {
    double value = BenchmarkTableFile.decimal(table.value(row, config.getMetric()));
    return switch (config.getTargetForm()) {
      case TARGET_FORM_NEGATIVE -> -value;
      case TARGET_FORM_HUNDRED_MINUS -> 100 - value;
      case TARGET_FORM_AS_IT_IS, TARGET_FORM_UNSPECIFIED, UNRECOGNIZED -> value;
    };
  }

  /** Seconds of a full training; 0 where the table does not know. */
  double trainingSeconds(int row) {
    return partialSeconds(row, config.getFullEpochs());
  }

  /** Seconds of training for so many epochs; 0 where the table does not know. */
  double partialSeconds(int row, int epochs) {
    try {
      return cost.map(known -> known.seconds(row, Math.min(epochs, known.fullEpochs())))
          .orElse(0.0);
    } catch (DataException e) {
      // The table has the cost of other rows.
      return 0;
    }
  }

  /** A trained architecture: its target, features, and curves up to the fidelity. */
  Observation trained(int row, int fidelity) {
    return queried(row, fidelity).toBuilder()
        .setTarget(target(row))
        .setCostSeconds(trainingSeconds(row))
        .build();
  }

  /** An architecture that is asked about: features, curves up to the fidelity, and no target. */
  Observation queried(int row, int fidelity) {
    return Observation.newBuilder()
        .setArchitecture(architecture(row))
        .addAllCurves(curves(row, fidelity))
        .addAllFeatures(features.of(row))
        .build();
  }
}
