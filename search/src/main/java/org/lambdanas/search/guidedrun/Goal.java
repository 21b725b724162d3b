package org.lambdanas.search.guidedrun;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ExternalObjective;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.TableObjective;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.training.TrainingData;

/**
 * What a search is after.
 *
 * @param name of what is measured
 * @param higherIsBetter whether more of it is better
 * @param dataSha256 of what it is measured on: images, or a table
 * @param images how many there are; 0 if it is not measured on images
 * @param table where it is looked up, if it is
 */
public record Goal(
    String name,
    boolean higherIsBetter,
    ByteString dataSha256,
    long images,
    Optional<BenchmarkTableFile> table) {

  /**
   * The goal of an objective. Images and tables are read.
   *
   * @throws ConfigException if the table does not have the metric, or is of another space
   * @throws org.lambdanas.graph.error.DataException if images or table cannot be used
   */
  public static Goal of(Objective objective, String space) {
    return switch (objective.getByCase()) {
      case TABLE -> looked(objective.getTable(), space);
      case TRAINING -> {
        TrainingData data = TrainingData.load(objective.getTraining());
        yield new Goal(
            "accuracy",
            true,
            ByteString.copyFrom(data.sha256()),
            data.training().images().size(),
            Optional.empty());
      }
      case SCORE -> {
        ArchitectureScorer scorer = ArchitectureScorer.of(objective.getScore());
        yield new Goal(
            scorer.measures().get(0).id(),
            true,
            ByteString.copyFrom(scorer.images().sha256()),
            scorer.images().size(),
            Optional.empty());
      }
      case EXTERNAL -> {
        ExternalObjective external = objective.getExternal();
        yield new Goal(
            external.getName(),
            !external.getLowerIsBetter(),
            ByteString.copyFromUtf8(external.getName()),
            0,
            Optional.empty());
      }
      case BY_NOT_SET -> throw new ConfigException("the objective says nothing");
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
    return new Goal(
        metric.getName(),
        metric.getHigherIsBetter(),
        table.header().getSha256(),
        0,
        Optional.of(table));
  }

  /** A result as a strategy sees it: more is better; not a number where there is none. */
  public double utility(TrialResult result) {
    return result.hasMeasurement() ? turned(result.getMeasurement().getValue()) : Double.NaN;
  }

  double turned(double value) {
    return higherIsBetter ? value : -value;
  }
}
