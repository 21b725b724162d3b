package org.lambdanas.predictors.table;

import java.util.Locale;
import java.util.Map;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Unit;

/**
 * A column of a CSV file, or a field of a JSON file, that becomes a metric of a table.
 *
 * @param metric what it is
 * @param column its name in the file's first line, or the field's path
 * @param scale what the file's numbers are multiplied with: 100 for fractions, else 1
 */
public record MetricSource(MetricDescription metric, String column, double scale) {

  private static final Map<String, Unit> UNITS =
      Map.of(
          "percent", Unit.UNIT_PERCENT,
          "fraction", Unit.UNIT_PERCENT,
          "nats", Unit.UNIT_NATS,
          "seconds", Unit.UNIT_SECONDS,
          "millions", Unit.UNIT_MILLIONS,
          "count", Unit.UNIT_COUNT,
          "score", Unit.UNIT_UNSPECIFIED);

  /**
   * Reads {@code NAME=COLUMN[:UNIT[:DATA_SET[:EPOCHS]]]}, such as {@code
   * "loss=test_loss:nats:ptb:50"}. Units are percent (the default), fraction (0 to 1, which become
   * percent), nats, seconds, millions, count and score (no unit). Higher is better for percent and
   * score, lower for the others.
   */
  public static MetricSource parse(String text) {
    int equals = text.indexOf('=');
    String[] parts = text.substring(equals + 1).split(":", -1);
    if (equals < 1 || parts[0].isEmpty() || parts.length > 4) {
      throw malformed(text);
    }
    MetricDescription.Builder metric =
        MetricDescription.newBuilder().setName(text.substring(0, equals));
    String word = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "percent";
    Unit unit = UNITS.get(word);
    if (unit == null) {
      throw new ConfigException(
          "metric '"
              + Excerpt.of(text)
              + "' has an unknown unit: use "
              + String.join(", ", UNITS.keySet().stream().sorted().toList()));
    }
    metric
        .setUnit(unit)
        .setHigherIsBetter(unit == Unit.UNIT_PERCENT || unit == Unit.UNIT_UNSPECIFIED);
    if (parts.length > 2) {
      metric.setDataSet(parts[2]);
    }
    if (parts.length > 3) {
      if (!parts[3].matches("[0-9]{1,9}")) {
        throw malformed(text);
      }
      metric.setEpochs(Integer.parseInt(parts[3]));
    }
    return new MetricSource(metric.build(), parts[0], word.equals("fraction") ? 100 : 1);
  }

  private static ConfigException malformed(String text) {
    return new ConfigException(
        ("metric '%s' is not of the form NAME=COLUMN[:UNIT[:DATA_SET[:EPOCHS]]], such as "
                + "acc=test_accuracy or loss=test_loss:nats:ptb:50")
            .formatted(Excerpt.of(text)));
  }
}
