package org.lambdanas.search.backend;

import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.TrialFailure;

/** A worker process has ended, or was ended, before it had an answer. */
final class WorkerEnded extends Exception {

  private static final long serialVersionUID = 1;

  private final transient TrialFailure failure;

  WorkerEnded(TrialFailure failure) {
    super(failure.getMessage());
    this.failure = failure;
  }

  /** What it means for the trial that was at work. */
  TrialFailure failure() {
    return failure;
  }

  boolean isLost() {
    return failure.getKind() == FailureKind.FAILURE_KIND_LOST;
  }
}
