package org.lambdanas.graph.interchange;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.RunProvenance;

/** The checks of the messages that are this module's own. */
public final class GraphChecks implements MessageChecks.Source {

  /** For the service loader. */
  public GraphChecks() {}

  @Override
  public void addTo(MessageChecks checks) {
    ArchitectureChecks.addTo(checks);
    TensorChecks.addTo(checks);
    ModelChecks.addTo(checks);
    checks.on(RunProvenance.class, GraphChecks::provenance);
  }

  private static void provenance(RunProvenance provenance, FieldPath path) {
    String started = provenance.getStarted();
    if (!started.isEmpty()) {
      try {
        Instant.parse(started);
      } catch (DateTimeParseException e) {
        throw path.field("started")
            .refuse("is '" + Excerpt.of(started) + "': must be like 2026-11-22T10:15:30Z");
      }
    }
  }
}
