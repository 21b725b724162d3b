package org.lambdanas.predictors.table;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Where a learning curve of a table comes from.
 *
 * @param name of the curve, such as {@code "validation_accuracy"}
 * @param source for JSON the path of a field, for CSV another file, plain or gzipped
 * @param scale what the file's numbers are multiplied with: 100 for fractions, else 1
 */
public record CurveSource(String name, String source, double scale) {

  private static final String FRACTION = ":fraction";

  /**
   * Reads {@code NAME=FIELD} or {@code NAME=FILE}, with {@code :fraction} behind it for accuracies
   * of 0 to 1, which become percent.
   */
  public static CurveSource parse(String text) {
    int equals = text.indexOf('=');
    boolean fraction = text.endsWith(FRACTION);
    int end = text.length() - (fraction ? FRACTION.length() : 0);
    if (equals < 1 || equals + 1 >= end) {
      throw new ConfigException(
          "curve '"
              + Excerpt.of(text)
              + "' is not of the form NAME=FIELD[:fraction], or for CSV NAME=FILE[:fraction]");
    }
    return new CurveSource(
        text.substring(0, equals), text.substring(equals + 1, end), fraction ? 100 : 1);
  }
}
