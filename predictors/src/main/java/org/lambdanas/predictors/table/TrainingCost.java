package org.lambdanas.predictors.table;

import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * What it would have cost to train the architectures of a table: seconds of training to f of F
 * epochs. Where the table has the seconds of each epoch, their sum; else f/F of the seconds of the
 * whole training (White et al., How powerful are performance predictors in NAS?, section 3).
 * Immutable and safe for use by several threads.
 */
public final class TrainingCost {

  /** Curve with the seconds of each epoch, in the tables that have one. */
  public static final String EPOCH_SECONDS = "epoch_seconds";

  private final BenchmarkTableFile table;
  private final Optional<String> total;
  private final Optional<String> perEpoch;
  private final int fullEpochs;

  private TrainingCost(
      BenchmarkTableFile table, Optional<String> total, Optional<String> perEpoch, int fullEpochs) {
    this.table = table;
    this.total = total;
    this.perEpoch = perEpoch;
    this.fullEpochs = fullEpochs;
  }

  /**
   * The costs of a table, by its curve {@link #EPOCH_SECONDS} where it has one, or a metric with
   * the seconds of the whole training of F epochs; ConfigException if it has neither.
   */
  public static TrainingCost of(BenchmarkTableFile table, String costMetric, int fullEpochs) {
    Optional<String> perEpoch =
        table.curveNames().contains(EPOCH_SECONDS) ? Optional.of(EPOCH_SECONDS) : Optional.empty();
    Optional<String> total = costMetric.isEmpty() ? Optional.empty() : Optional.of(costMetric);
    if (total.isPresent()
        && table.metrics().stream().noneMatch(metric -> metric.getName().equals(costMetric))) {
      throw new ConfigException(
          "table %s has no metric '%s' with the seconds of training"
              .formatted(Excerpt.of(table.name()), Excerpt.of(costMetric)));
    }
    if (total.isEmpty() && perEpoch.isEmpty()) {
      throw new ConfigException(
          "table %s has no curve %s: name the metric with the seconds of training"
              .formatted(Excerpt.of(table.name()), EPOCH_SECONDS));
    }
    if (fullEpochs < 1) {
      throw new ConfigException("a whole training has at least 1 epoch, not " + fullEpochs);
    }
    return new TrainingCost(table, total, perEpoch, fullEpochs);
  }

  /** Epochs of the whole training, F. */
  public int fullEpochs() {
    return fullEpochs;
  }

  /**
   * Seconds of training an architecture from the start; DataException if the table does not have
   * its cost, ConfigException if there are no so many epochs.
   */
  public double seconds(long row, int epochs) {
    if (epochs < 0 || epochs > fullEpochs) {
      throw new ConfigException(
          "there is no cost of " + epochs + " epochs: a whole training has " + fullEpochs);
    }
    double seconds = perEpoch.map(curve -> sum(row, curve, epochs)).orElse(Double.NaN);
    if (Double.isNaN(seconds) && total.isPresent()) {
      seconds = (double) table.value(row, total.get()) * epochs / fullEpochs;
    }
    if (!(seconds >= 0) || Double.isInfinite(seconds)) {
      throw new DataException(
          "table " + Excerpt.of(table.name()) + " has no seconds of training for row " + row);
    }
    return seconds;
  }

  /** NaN where the curve ends earlier or has a gap. */
  private double sum(long row, String curve, int epochs) {
    float[] seconds = table.curve(row, curve, epochs);
    double sum = seconds.length < epochs ? Double.NaN : 0;
    for (float epoch : seconds) {
      sum += epoch;
    }
    return sum;
  }

  /** Seconds of training an architecture from the start to the end. */
  public double fullSeconds(long row) {
    return seconds(row, fullEpochs);
  }
}
