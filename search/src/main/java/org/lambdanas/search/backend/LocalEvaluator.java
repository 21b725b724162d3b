package org.lambdanas.search.backend;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.proto.v1.TrialResult;

/**
 * Does trials on the calling thread.
 *
 * @param work of the objective
 * @param limitSeconds a trial that takes longer has failed, whether it was real or looked up; 0: no
 *     limit
 * @param nanos the clock for what is real
 */
record LocalEvaluator(Objective objective, TrialWork work, double limitSeconds, LongSupplier nanos)
    implements Evaluator {

  private static final Logger LOG = LogManager.getLogger();

  @Override
  public TrialResult evaluate(Trial trial, BooleanSupplier abandoned) {
    long start = nanos.getAsLong();
    TrialResult.Builder result =
        TrialResult.newBuilder().setTrialSha256(Trials.sha256(trial)).setAttempts(1);
    try {
      if (!trial.getObjective().equals(objective)) {
        throw new ConfigException("the trial is one of another objective");
      }
      TrialWork.Measured measured =
          work.measure(trial, () -> abandoned.getAsBoolean() || isOver(secondsSince(start)));
      if (isOver(secondsSince(start)) || isOver(measured.simulatedSeconds())) {
        result.setFailure(timedOut(limitSeconds));
      } else {
        measured
            .point()
            .ifPresentOrElse(result::setPoint, () -> result.setMeasurement(measured.measurement()));
      }
      result.setSimulatedSeconds(
          isOver(measured.simulatedSeconds()) ? limitSeconds : measured.simulatedSeconds());
    } catch (RuntimeException | Error e) {
      // A trial must not end the search; what is no error of its own kind is worth a trace.
      LOG.debug("a trial failed", e);
      if (!(e instanceof LambdaNasException)) {
        LOG.warn("a trial failed: {}", e.toString());
      }
      result.setFailure(TrialFailures.of(e));
    }
    return result.setSeconds(secondsSince(start)).build();
  }

  private boolean isOver(double seconds) {
    return limitSeconds > 0 && seconds > limitSeconds;
  }

  private double secondsSince(long start) {
    return (nanos.getAsLong() - start) / 1e9;
  }

  static TrialFailure timedOut(double limitSeconds) {
    return TrialFailures.of(
        FailureKind.FAILURE_KIND_TIMED_OUT,
        "it took longer than " + Numbers.text(limitSeconds) + " s (--trial-seconds)");
  }
}
