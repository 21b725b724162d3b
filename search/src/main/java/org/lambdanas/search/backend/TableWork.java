package org.lambdanas.search.backend;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TrainingCost;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.TableObjective;
import org.lambdanas.proto.v1.Trial;

/**
 * Looks trials up in a benchmark table. A trial of fewer epochs than the whole training is told
 * what that many epochs show, and no more: the learning curves up to there, and metrics of no later
 * epoch.
 */
final class TableWork implements TrialWork {

  private final BenchmarkTableFile table;
  private final TableObjective objective;
  private final int fullEpochs;
  private final @Nullable TrainingCost cost;

  TableWork(TableObjective objective) {
    this.table = PublishedTables.open(objective.getTable());
    this.objective = objective;
    if (!objective.getTableSha256().isEmpty()
        && !objective.getTableSha256().equals(table.header().getSha256())) {
      throw new DataException(
          "table "
              + Excerpt.of(objective.getTable())
              + " is not the one that the search began with");
    }
    MetricDescription metric = table.metric(objective.getMetric());
    this.fullEpochs =
        objective.getFullEpochs() > 0 ? objective.getFullEpochs() : metric.getEpochs();
    String seconds = objective.getCostMetric();
    this.cost =
        seconds.isEmpty()
            ? null
            : TrainingCost.of(
                table,
                seconds.equals(TrainingCost.EPOCH_SECONDS) ? "" : seconds,
                Math.max(1, fullEpochs));
  }

  @Override
  public Measured measure(Trial trial, BooleanSupplier stopRequested) {
    long row = row(trial.getArchitecture());
    int epochs = trial.getFidelity() == 0 ? fullEpochs : trial.getFidelity();
    if (epochs > fullEpochs) {
      throw new ConfigException(
          "table %s has nothing of %d epochs: a whole training has %s"
              .formatted(Excerpt.of(table.name()), epochs, fullEpochs));
    }
    Measurement.Builder measured = Measurement.newBuilder().setValue(value(row, epochs));
    for (MetricDescription metric : table.metrics()) {
      float value = table.value(row, metric.getName());
      if (Float.isFinite(value) && metric.getEpochs() <= epochs) {
        measured.addMetrics(
            Feature.newBuilder()
                .setName(metric.getName())
                .setValue(BenchmarkTableFile.decimal(value)));
      }
    }
    return new Measured(
        measured.addAllCurves(table.curves(row, epochs)).build(),
        cost == null ? 0 : cost.seconds(row, fullEpochs == 0 ? 1 : epochs));
  }

  private long row(Architecture architecture) {
    OptionalLong row = table.findAny(architecture);
    if (row.isEmpty()) {
      throw new DataException(
          "table %s does not have %s"
              .formatted(
                  Excerpt.of(table.name()), SearchSpaces.of(architecture).format(architecture)));
    }
    return row.getAsLong();
  }

  private double value(long row, int epochs) {
    String metric = objective.getMetric();
    float value;
    if (epochs == fullEpochs) {
      value = table.value(row, metric);
    } else {
      if (!table.curveNames().contains(metric)) {
        throw new ConfigException(
            "table %s has no learning curve of %s, which a trial of %d epochs is looked up in"
                .formatted(Excerpt.of(table.name()), Excerpt.of(metric), epochs));
      }
      float[] curve = table.curve(row, metric, epochs);
      value = curve.length < epochs ? Float.NaN : curve[epochs - 1];
    }
    if (!Float.isFinite(value)) {
      throw new DataException(
          "table %s has no %s of row %d"
              .formatted(Excerpt.of(table.name()), Excerpt.of(metric), row));
    }
    return BenchmarkTableFile.decimal(value);
  }
}
