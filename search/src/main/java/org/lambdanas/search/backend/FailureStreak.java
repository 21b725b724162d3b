package org.lambdanas.search.backend;

import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.proto.v1.TrialResult;

/** Counts failed trials in a row: so many of them say that the next would fail too. */
public final class FailureStreak {

  private final int most;
  private int failures;

  /**
   * Begins without failures.
   *
   * @param most how many in a row are too many, at least 1
   */
  public FailureStreak(int most) {
    this.most = most;
  }

  /**
   * Counts a result, in the order in which the search learns of them.
   *
   * @throws LambdaNasException if it is one failure too many, saying how it failed; of the kind of
   *     that failure
   */
  public void add(TrialResult result) {
    failures = result.hasFailure() ? failures + 1 : 0;
    if (failures >= most) {
      throw ended(result.getFailure());
    }
  }

  private LambdaNasException ended(TrialFailure last) {
    String message =
        "%s (--most-failures); the last, %s: %s"
            .formatted(
                failures == 1 ? "a trial failed" : failures + " trials in a row failed",
                EnumNames.of(last.getKind()).replace('-', ' '),
                last.getMessage());
    return TrialFailures.exception(last, message);
  }
}
