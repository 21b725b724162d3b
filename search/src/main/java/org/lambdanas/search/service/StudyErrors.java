package org.lambdanas.search.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.Excerpt;

/** What callers of studies are told of errors. */
final class StudyErrors {

  private static final Logger LOG = LogManager.getLogger();

  private StudyErrors() {}

  static StatusRuntimeException unknown(String study) {
    return of(Status.NOT_FOUND, "there is no study '" + Excerpt.of(study) + "'");
  }

  /** Nothing about a server's files is for callers: the log has it. */
  static StatusRuntimeException disk(String study, Exception why) {
    LOG.error("study {}: {}", study, why.getMessage());
    return of(
        Status.INTERNAL,
        "study '%s' cannot be read or written: the server's log says why".formatted(study));
  }

  static StatusRuntimeException of(Status status, String problem) {
    return status.withDescription(problem).asRuntimeException();
  }
}
