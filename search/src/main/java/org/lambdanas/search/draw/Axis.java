package org.lambdanas.search.draw;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A stretch of numbers with round marks on it.
 *
 * @param low its beginning
 * @param high its end, greater than {@code low}
 * @param step distance of the marks
 */
public record Axis(double low, double high, double step) {

  private static final int MARKS = 5;

  /** An axis that holds all values, with a little room and round ends. */
  public static Axis around(List<Double> values) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (Double.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    if (least > most) {
      return of(0, 1);
    }
    if (most - least < 1e-12 * Math.max(1, Math.abs(most))) {
      double room = most == 0 ? 1 : Math.abs(most) / 10;
      return of(least - room, most + room);
    }
    return of(least, most);
  }

  private static Axis of(double least, double most) {
    double raw = (most - least) / MARKS;
    double magnitude = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = magnitude;
    for (double factor : new double[] {1, 2, 5, 10}) {
      step = factor * magnitude;
      if (step >= raw) {
        break;
      }
    }
    return new Axis(Math.floor(least / step) * step, Math.ceil(most / step) * step, step);
  }

  /** Where a value lies, 0 at the beginning, 1 at the end. */
  public double share(double value) {
    return (value - low) / (high - low);
  }

  /** The marks, both ends included. */
  public List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    long count = Math.round((high - low) / step);
    for (long i = 0; i <= count; i++) {
      marks.add(low + i * step);
    }
    return marks;
  }

  /** A mark as text, with as many digits as the step needs. */
  public String text(double mark) {
    int digits = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
    if (digits > 4 || Math.abs(mark) >= 1e6) {
      return String.format(Locale.ROOT, "%.1e", mark);
    }
    BigDecimal rounded = BigDecimal.valueOf(mark).setScale(digits, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }
}
