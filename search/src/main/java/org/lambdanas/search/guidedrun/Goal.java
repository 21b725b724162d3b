package org.lambdanas.search.guidedrun;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ExternalObjective;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.TableObjective;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.proto.v1.Unit;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.training.TrainingData;

/**
 * What a search is after.
 *
 * @param name of what is measured
 * @param higherIsBetter whether more of it is better
 * @param table where it is looked up, if it is
 */
public record Goal(String name, boolean higherIsBetter, Optional<BenchmarkTableFile> table) {

  private static final int DIGITS = 6;

  /**
   * The goal of a search. A table is opened.
   *
   * @throws ConfigException if the table does not have the metric, or is of another space
   * @throws org.lambdanas.graph.error.DataException if the table cannot be used
   */
  public static Goal of(GuidedConfig config) {
    Objective objective = config.getObjective();
    return switch (objective.getByCase()) {
      case TABLE -> looked(objective.getTable(), config.getSpace());
      case TRAINING -> new Goal("accuracy", true, Optional.empty());
      case SCORE -> new Goal(objective.getScore().getMeasures(0), true, Optional.empty());
      case EXTERNAL -> {
        ExternalObjective external = objective.getExternal();
        yield new Goal(external.getName(), !external.getLowerIsBetter(), Optional.empty());
      }
      case EVALUATION, BY_NOT_SET ->
          throw new ConfigException("the objective does not say what is measured of architectures");
    };
  }

  private static Goal looked(TableObjective objective, String space) {
    BenchmarkTableFile table = PublishedTables.open(objective.getTable());
    if (!table.header().getSpace().equals(space)) {
      throw new ConfigException(
          "the table %s is of space %s, not %s"
              .formatted(objective.getTable(), table.header().getSpace(), space));
    }
    MetricDescription metric = table.metric(objective.getMetric());
    return new Goal(metric.getName(), metric.getHigherIsBetter(), Optional.of(table));
  }

  /**
   * What a search goes by: images are read.
   *
   * @throws org.lambdanas.graph.error.DataException if they cannot be used
   */
  public RunProcess.Input input(GuidedConfig config) {
    Objective objective = config.getObjective();
    long seed = config.getSeed();
    return switch (objective.getByCase()) {
      case TRAINING -> {
        TrainingData data = TrainingData.load(objective.getTraining());
        yield new RunProcess.Input(
            seed, ByteString.copyFrom(data.sha256()), data.training().images().size());
      }
      case SCORE -> {
        ArchitectureScorer scorer = ArchitectureScorer.of(objective.getScore());
        yield new RunProcess.Input(
            seed, ByteString.copyFrom(scorer.images().sha256()), scorer.images().size());
      }
      default ->
          new RunProcess.Input(
              seed,
              table
                  .map(t -> t.header().getSha256())
                  .orElseGet(() -> Checksums.sha256(ByteString.copyFromUtf8(name))),
              0);
    };
  }

  /** Whether values are from 0 to 100. */
  boolean isPercent() {
    return table
        .map(t -> t.metric(name).getUnit() == Unit.UNIT_PERCENT)
        .orElse(name.equals("accuracy"));
  }

  /** A result as a strategy sees it: more is better; not a number where there is none. */
  public double utility(TrialResult result) {
    return result.hasMeasurement() ? turned(result.getMeasurement().getValue()) : Double.NaN;
  }

  /** A value as people read it. */
  public static String text(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value, new MathContext(DIGITS)).stripTrailingZeros().toPlainString()
        : "none";
  }

  double turned(double value) {
    return higherIsBetter ? value : -value;
  }
}
