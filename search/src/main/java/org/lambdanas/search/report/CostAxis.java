package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A logarithmic axis of costs, on which 0 has a place of its own before all others.
 *
 * @param unit what is counted
 * @param least smallest cost above 0; 0: there is none
 * @param most largest, not below {@code least}
 * @param hasZero whether something costs nothing
 */
record CostAxis(Unit unit, double least, double most, boolean hasZero) {

  /** Where the costs above 0 begin, beside one that is 0, as a share of the length. */
  private static final double AFTER_ZERO = 0.12;

  private static final double ROOM = 0.03;

  private static final double[] MOMENTS = {
    1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 60, 600, 3600, 36000, 86400, 864000, 8640000, 86400000
  };

  /** What a cost is counted in. */
  enum Unit {
    /** Time. */
    SECONDS,
    /** Architectures or epochs. */
    COUNT
  }

  /** A place with its text. */
  record Mark(double value, String text) {}

  /** An axis that has room for all costs. */
  static CostAxis of(Unit unit, Collection<Double> costs) {
    double least = costs.stream().filter(cost -> cost > 0).min(Double::compare).orElse(0.0);
    double most = costs.stream().filter(cost -> cost > 0).max(Double::compare).orElse(0.0);
    return new CostAxis(unit, least, most, costs.stream().anyMatch(cost -> cost <= 0));
  }

  /** Where a cost lies, 0 at the beginning, 1 at the end. */
  double share(double cost) {
    if (cost <= 0) {
      return ROOM;
    }
    double from = hasZero ? AFTER_ZERO : ROOM;
    double place = most > least ? Math.log(cost / least) / Math.log(most / least) : 0.5;
    return from + (1 - ROOM - from) * place;
  }

  /** Round places within the axis. */
  List<Mark> marks() {
    List<Mark> marks = new ArrayList<>();
    if (hasZero) {
      marks.add(new Mark(0, "0"));
    }
    for (double place : most > 0 ? places() : new double[0]) {
      if (place >= least * (1 - 1e-9) && place <= most * (1 + 1e-9)) {
        marks.add(new Mark(place, text(unit, place)));
      }
    }
    return marks;
  }

  private double[] places() {
    if (unit == Unit.SECONDS) {
      return MOMENTS;
    }
    double[] places = new double[24];
    for (int i = 0; i < places.length; i += 3) {
      double power = Math.pow(10, i / 3.0);
      places[i] = power;
      places[i + 1] = 2 * power;
      places[i + 2] = 5 * power;
    }
    return places;
  }

  /** A cost in few characters, such as {@code 1.5 h}. */
  static String text(Unit unit, double cost) {
    if (cost == 0) {
      return "0";
    }
    if (unit == Unit.COUNT) {
      return cost == Math.rint(cost) && cost < 1e7
          ? Long.toString((long) cost)
          : String.format(Locale.ROOT, "%.3g", cost);
    }
    return cost < 1e-3
        ? digits(cost * 1e6) + " µs"
        : cost < 1
            ? digits(cost * 1e3) + " ms"
            : cost < 60
                ? digits(cost) + " s"
                : cost < 3600
                    ? digits(cost / 60) + " min"
                    : cost < 86400 ? digits(cost / 3600) + " h" : digits(cost / 86400) + " d";
  }

  private static String digits(double number) {
    return number >= 9.95 ? Long.toString(Math.round(number)) : oneDigit(number);
  }

  private static String oneDigit(double number) {
    String text = String.format(Locale.ROOT, "%.1f", number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
