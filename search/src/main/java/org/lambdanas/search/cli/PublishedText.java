package org.lambdanas.search.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.lambdanas.proto.v1.MetricValue;

/** Published results of an architecture for people and programs. */
final class PublishedText {

  private PublishedText() {}

  /** One line for each metric, with its rank. */
  static List<String> lines(List<MetricValue> metrics) {
    return metrics.stream().map(PublishedText::line).toList();
  }

  private static String line(MetricValue value) {
    return String.format(
        Locale.ROOT,
        "  %-34s %10s %-8s rank %d of %d",
        value.getMetric().getName(),
        value.getValue(),
        TableText.of(value.getMetric().getUnit()),
        value.getRank(),
        value.getOf());
  }

  /** Metrics by name. */
  static JsonObject json(List<MetricValue> metrics) {
    JsonObject json = new JsonObject();
    for (MetricValue value : metrics) {
      JsonObject metric = new JsonObject();
      metric.addProperty("value", value.getValue());
      metric.addProperty("unit", TableText.of(value.getMetric().getUnit()));
      metric.addProperty("rank", value.getRank());
      metric.addProperty("of", value.getOf());
      json.add(value.getMetric().getName(), metric);
    }
    return json;
  }
}
