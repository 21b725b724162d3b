package org.lambdanas.search.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The volume of what is dominated by some of the points and dominates a reference, exactly (While
 * et al., A fast way of calculating exact hypervolumes, 2012). Smaller is better everywhere.
 */
public final class Hypervolume {

  private Hypervolume() {}

  /**
   * The volume.
   *
   * @param points of as many objectives as the reference; those not below it in all of them add
   *     nothing
   * @param reference of at least one objective, finite
   * @return at least 0
   */
  public static double of(List<double[]> points, double[] reference) {
    return volume(
        front(
            points.stream()
                .filter(
                    point -> {
                      for (int i = 0; i < reference.length; i++) {
                        if (!(point[i] < reference[i])) {
                          return false;
                        }
                      }
                      return true;
                    })
                .toList()),
        reference);
  }

  /**
   * What a point adds to the volume of a front.
   *
   * @return 0 if a point of the front is as good, or it is not below the reference
   */
  public static double added(double[] point, List<double[]> front, double[] reference) {
    for (int i = 0; i < point.length; i++) {
      if (!(point[i] < reference[i])) {
        return 0;
      }
    }
    return front.stream().anyMatch(other -> isCovered(point, other))
        ? 0
        : alone(point, front, reference);
  }

  /** The points that none dominates, each once, in their order. */
  public static List<double[]> front(List<double[]> points) {
    List<double[]> front = new ArrayList<>();
    for (double[] point : points) {
      if (front.stream().noneMatch(other -> isCovered(point, other))) {
        front.removeIf(other -> isCovered(other, point));
        front.add(point);
      }
    }
    return front;
  }

  private static boolean isCovered(double[] point, double[] by) {
    for (int i = 0; i < point.length; i++) {
      if (by[i] > point[i]) {
        return false;
      }
    }
    return true;
  }

  private static double volume(List<double[]> front, double[] reference) {
    List<double[]> sorted = new ArrayList<>(front);
    if (reference.length <= 2) {
      return area(sorted, reference);
    }
    // The worse the last objective, the fewer points are left to be told apart.
    int last = reference.length - 1;
    sorted.sort(Comparator.comparingDouble((double[] point) -> -point[last]));
    double sum = 0;
    for (int i = 0; i < sorted.size(); i++) {
      sum += alone(sorted.get(i), sorted.subList(i + 1, sorted.size()), reference);
    }
    return sum;
  }

  /** What a point covers that the others do not. */
  private static double alone(double[] point, List<double[]> others, double[] reference) {
    double box = 1;
    for (int i = 0; i < point.length; i++) {
      box *= reference[i] - point[i];
    }
    List<double[]> shared =
        others.stream()
            .map(
                other -> {
                  double[] worse = new double[point.length];
                  for (int i = 0; i < worse.length; i++) {
                    worse[i] = Math.max(point[i], other[i]);
                  }
                  return worse;
                })
            .toList();
    return box - volume(front(shared), reference);
  }

  private static double area(List<double[]> front, double[] reference) {
    if (reference.length == 1) {
      return front.stream().mapToDouble(point -> reference[0] - point[0]).max().orElse(0);
    }
    front.sort(Comparator.comparingDouble(point -> point[0]));
    double sum = 0;
    double above = reference[1];
    for (double[] point : front) {
      sum += (reference[0] - point[0]) * (above - point[1]);
      above = point[1];
    }
    return sum;
  }
}
