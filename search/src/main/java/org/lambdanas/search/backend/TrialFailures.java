package org.lambdanas.search.backend;

import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.TrialFailure;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** Failures of trials as values: the one place that tells what an exception means for a trial. */
final class TrialFailures {

  private static final int DEEPEST = 20;

  private TrialFailures() {}

  /** What it means that a trial ended with an exception. */
  static TrialFailure of(Throwable thrown) {
    FailureKind kind =
        causes(thrown).anyMatch(TrialFailures::isOutOfMemory)
            ? FailureKind.FAILURE_KIND_OUT_OF_MEMORY
            : causes(thrown).anyMatch(DivergedException.class::isInstance)
                ? FailureKind.FAILURE_KIND_DIVERGED
                : FailureKind.FAILURE_KIND_INVALID;
    String message = thrown.getMessage();
    return of(kind, message == null ? thrown.toString() : message);
  }

  /** A failure in words, of which the first line counts. */
  static TrialFailure of(FailureKind kind, String message) {
    String line = message.strip().lines().findFirst().orElse("unknown error");
    return TrialFailure.newBuilder().setKind(kind).setMessage(Excerpt.printable(line)).build();
  }

  /** A failure that ends more than its trial, as an exception of its kind. */
  static LambdaNasException exception(TrialFailure failure, String message) {
    return switch (failure.getKind()) {
      case FAILURE_KIND_DIVERGED -> new DivergedException(message);
      case FAILURE_KIND_INVALID -> new DataException(message);
      default -> new GraphBuildException(message);
    };
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(DEEPEST);
  }

  /** Java's heap, what JavaCPP lets the process have, and what TensorFlow's devices have. */
  private static boolean isOutOfMemory(Throwable cause) {
    return cause instanceof OutOfMemoryError || cause instanceof TFResourceExhaustedException;
  }
}
