package org.lambdanas.search.cli;

import java.util.List;
import org.lambdanas.proto.v1.MetricValue;

/** Published results of an architecture for people. */
final class PublishedText {

  private PublishedText() {}

  /** Adds one line for each metric, with its rank. */
  static void add(Lines lines, List<MetricValue> metrics) {
    for (MetricValue value : metrics) {
      lines.add(
          "  %-34s %10s %-8s rank %d of %d",
          value.getMetric().getName(),
          value.getValue(),
          TableText.of(value.getMetric().getUnit()),
          value.getRank(),
          value.getOf());
    }
  }
}
