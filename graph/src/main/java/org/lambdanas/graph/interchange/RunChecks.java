package org.lambdanas.graph.interchange;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.RunProvenance;

/** Rules of {@code run.proto}. */
final class RunChecks {

  private RunChecks() {}

  static void addTo(MessageChecks checks) {
    checks.on(RunProvenance.class, RunChecks::provenance);
  }

  private static void provenance(RunProvenance provenance, FieldPath path) {
    path.digest("data_sha256", provenance.getDataSha256().size());
    String started = provenance.getStarted();
    if (!started.isEmpty()) {
      try {
        Instant.parse(started);
      } catch (DateTimeParseException e) {
        throw path.field("started")
            .refuse("is '" + Excerpt.of(started) + "', must be like 2026-11-22T10:15:30Z");
      }
    }
  }
}
