package org.lambdanas.predictors.service;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.InterruptedRunException;

/** What a caller is told of an error: one line, never a stack trace. */
final class Failures {

  private static final Logger LOG = LogManager.getLogger(Failures.class);

  private static final int LONGEST = 1000;

  private Failures() {}

  static StatusException of(Throwable failure) {
    if (failure instanceof StatusRuntimeException e) {
      return e.getStatus().asException();
    }
    if (failure instanceof ConfigException || failure instanceof DataException) {
      return Status.INVALID_ARGUMENT
          .withDescription(oneLine(String.valueOf(failure.getMessage())))
          .asException();
    }
    if (failure instanceof DivergedException) {
      return Status.FAILED_PRECONDITION
          .withDescription(oneLine(String.valueOf(failure.getMessage())))
          .asException();
    }
    if (failure instanceof InterruptedRunException) {
      return Status.DEADLINE_EXCEEDED
          .withDescription(oneLine(String.valueOf(failure.getMessage())))
          .asException();
    }
    LOG.error("a call failed: {}", failure.toString());
    LOG.debug("a call failed", failure);
    return (failure instanceof OutOfMemoryError ? Status.RESOURCE_EXHAUSTED : Status.INTERNAL)
        .withDescription(Excerpt.of(failure.toString()))
        .asException();
  }

  static StatusRuntimeException unknown(String model) {
    return Status.NOT_FOUND
        .withDescription("no model '" + Excerpt.of(model) + "' is kept here: fit or load it first")
        .asRuntimeException();
  }

  static StatusRuntimeException exhausted(String problem) {
    return Status.RESOURCE_EXHAUSTED.withDescription(problem).asRuntimeException();
  }

  static StatusRuntimeException unreadable(IOException failure) {
    return Status.INVALID_ARGUMENT
        .withDescription("the request is no message: " + oneLine(String.valueOf(failure)))
        .asRuntimeException();
  }

  private static String oneLine(String text) {
    String clean = text.replaceAll("\\p{Cntrl}+", " ");
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
  }
}
