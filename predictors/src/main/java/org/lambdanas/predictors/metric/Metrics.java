package org.lambdanas.predictors.metric;

import java.util.List;
import org.lambdanas.graph.error.Choice;

/** The metrics of an evaluation (White et al., section 4; NAS-Bench-Suite-Zero). */
public final class Metrics {

  private static final List<Metric> ALL =
      List.of(
          Correlation.KENDALL,
          Correlation.SPEARMAN,
          Correlation.PEARSON,
          new SparseKendall(1),
          new SparseKendall(2),
          new PrecisionAt(10),
          new PrecisionAt(20),
          new RegretAt(1),
          new RegretAt(10),
          new RegretAt(20),
          PredictionError.MEAN_ABSOLUTE,
          PredictionError.MEAN_SQUARED,
          PredictionError.ROOT_MEAN_SQUARED,
          new IntervalCover(90));

  private Metrics() {}

  /** The metrics that are reported, in the order of tables. */
  public static List<Metric> all() {
    return ALL;
  }

  /** Looks a metric up by name. */
  public static Metric byId(String id) {
    return Choice.of("metric", id, ALL, Metric::id);
  }
}
