package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.search.draw.SvgText;

/** Finds places for the names of marks, so that no name lies on another. */
final class PlacedNames {

  private static final int LINE = 13;

  /** Names are in bold letters. */
  private static final double BOLD = 1.15;

  /** Farther up or down than this, a line leads to the name. */
  private static final int NEAR = 26;

  private static final List<Side> SIDES = sides();

  /** How far a name's middle is from its mark: in half widths of the name, and in pixels. */
  private record Side(double halves, double x, double y) {}

  private static List<Side> sides() {
    List<Side> sides =
        new ArrayList<>(
            List.of(
                new Side(1, 9, 0), new Side(-1, -9, 0), new Side(0, 0, -13), new Side(0, 0, 13)));
    for (int y = 11; y <= 16 * LINE; y += LINE) {
      for (int sign : new int[] {-1, 1}) {
        sides.add(new Side(1, 6, sign * y));
        sides.add(new Side(-1, -6, sign * y));
        sides.add(new Side(0, 0, sign * (y + LINE)));
      }
    }
    return List.copyOf(sides);
  }

  private static final int ON_A_MARK = 1;
  private static final int ON_A_NAMED_MARK = 4;
  private static final double FARTHER = 0.3;
  private static final double ANOTHER_MARK = 0.5;

  private final double left;
  private final double top;
  private final double right;
  private final double bottom;
  private final List<Box> names = new ArrayList<>();
  private final List<Dot> dots = new ArrayList<>();

  private record Box(double left, double top, double right, double bottom) {

    boolean meets(Box other) {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  }

  private record Dot(double x, double y, int weight) {}

  /**
   * Where a text begins, on its base line.
   *
   * @param line path from the mark to the name; empty: they are next to one another
   */
  record Place(double x, double y, String line) {}

  /** Names lie within these bounds. */
  PlacedNames(double left, double top, double right, double bottom) {
    this.left = left;
    this.top = top;
    this.right = right;
    this.bottom = bottom;
  }

  /** States where a mark is, so that names keep off it where they can. */
  void mark(double x, double y, boolean important) {
    dots.add(new Dot(x, y, important ? ON_A_NAMED_MARK : ON_A_MARK));
  }

  /**
   * The best place for a name beside one of its marks; empty: everywhere are other names.
   *
   * @param marks x and y of each, the preferred first
   */
  Optional<Place> place(String name, List<List<Double>> marks) {
    double width = BOLD * SvgText.width(name);
    Optional<Place> best = Optional.empty();
    Optional<Box> taken = Optional.empty();
    double least = Double.POSITIVE_INFINITY;
    for (int m = 0; m < marks.size(); m++) {
      for (int s = 0; s < SIDES.size(); s++) {
        Side side = SIDES.get(s);
        double markX = marks.get(m).get(0);
        double markY = marks.get(m).get(1);
        double x = markX + side.halves() * width / 2 + side.x();
        double y = markY + side.y();
        Box box = new Box(x - width / 2, y - LINE / 2.0, x + width / 2, y + LINE / 2.0);
        if (!isWithin(box) || names.stream().anyMatch(box::meets)) {
          continue;
        }
        double costs = covered(box) + FARTHER * s + ANOTHER_MARK * m;
        if (costs < least) {
          least = costs;
          taken = Optional.of(box);
          best =
              Optional.of(
                  new Place(
                      box.left(),
                      box.bottom() - 3,
                      Math.abs(side.y()) <= NEAR ? "" : line(markX, markY, box)));
        }
      }
    }
    taken.ifPresent(names::add);
    return best;
  }

  private static String line(double x, double y, Box name) {
    return String.format(
        Locale.ROOT,
        "M%.1f %.1fL%.1f %.1f",
        x,
        y,
        Math.max(name.left(), Math.min(name.right(), x)),
        y > name.bottom() ? name.bottom() : name.top());
  }

  private boolean isWithin(Box box) {
    return box.left() >= left && box.right() <= right && box.top() >= top && box.bottom() <= bottom;
  }

  private double covered(Box box) {
    return dots.stream()
        .filter(dot -> box.meets(new Box(dot.x() - 4, dot.y() - 4, dot.x() + 4, dot.y() + 4)))
        .mapToInt(Dot::weight)
        .sum();
  }
}
