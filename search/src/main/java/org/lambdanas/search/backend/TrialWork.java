package org.lambdanas.search.backend;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.Trial;

/**
 * Does the trials of one objective. What it loads once, such as images or a table, serves all of
 * them. Safe for use by several threads.
 */
public interface TrialWork {

  /**
   * Does a trial of the objective.
   *
   * @param stopRequested asked often; true: give up, whatever is returned is not used
   * @return what was measured
   * @throws org.lambdanas.graph.error.LambdaNasException if nothing could be
   */
  Measured measure(Trial trial, BooleanSupplier stopRequested);

  /**
   * What came of a trial that did not fail.
   *
   * @param point in place of a measurement, where a predictor was measured
   * @param simulatedSeconds that the training would have taken, where it was only looked up; else 0
   */
  record Measured(
      Measurement measurement, Optional<EvaluationPoint> point, double simulatedSeconds) {

    /** A measurement. */
    public Measured(Measurement measurement, double simulatedSeconds) {
      this(measurement, Optional.empty(), simulatedSeconds);
    }
  }
}
