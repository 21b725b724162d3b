package org.lambdanas.search.cli;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;

/** What the command line gives: an option left out changes nothing, and a count has a range. */
final class Given {

  private Given() {}

  /** Sets a value, if there is one. */
  static <T> void set(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  /**
   * Sets a count of at least 1, if there is one.
   *
   * @throws ConfigException if it is smaller, naming the option
   */
  static void setPositive(String option, @Nullable Integer value, Consumer<Integer> setter) {
    set(value, count -> setter.accept(positive(option, count)));
  }

  /**
   * Sets a count of at least 0, if there is one.
   *
   * @throws ConfigException if it is smaller, naming the option
   */
  static void setNotNegative(String option, @Nullable Integer value, Consumer<Integer> setter) {
    set(value, count -> setter.accept(notNegative(option, count)));
  }

  /**
   * A count of at least 1.
   *
   * @throws ConfigException if it is smaller, naming the option
   */
  static int positive(String option, int value) {
    return atLeast(1, option, value);
  }

  /**
   * A count of at least 0.
   *
   * @throws ConfigException if it is smaller, naming the option
   */
  static int notNegative(String option, int value) {
    return atLeast(0, option, value);
  }

  private static int atLeast(int least, String option, int value) {
    if (value < least) {
      throw new ConfigException(option + " is " + value + ": must be at least " + least);
    }
    return value;
  }
}
