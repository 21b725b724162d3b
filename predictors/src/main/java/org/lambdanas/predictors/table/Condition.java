package org.lambdanas.predictors.table;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Which rows of a file are imported: those where a field has a value.
 *
 * @param field name of a column, or the path of a field
 * @param value its text
 */
public record Condition(String field, String value) {

  /** Reads {@code FIELD=VALUE}, such as {@code "status=OK"}. */
  public static Condition parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new ConfigException(
          "condition '" + Excerpt.of(text) + "' is not of the form FIELD=VALUE, such as status=OK");
    }
    return new Condition(text.substring(0, equals), text.substring(equals + 1));
  }
}
