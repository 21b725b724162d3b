package org.lambdanas.search.budget;

import java.util.Arrays;
import org.lambdanas.graph.error.ConfigException;

/**
 * What is compared of two answers under limits (Deb et al., NSGA-II, section VI): one that keeps
 * the limits comes before one that does not, of two that do not the one that passes them less, and
 * of two that do the one that dominates. Whose costs are not known comes after all others.
 *
 * @param objectives smaller is better; numbers, possibly infinite
 * @param violation by how much the limits are passed, 0 if they are kept; infinite: not known
 */
public record Standing(double[] objectives, double violation) {

  /** Checks: NaN would be neither better nor worse than anything. */
  public Standing {
    if (Double.isNaN(violation)
        || violation < 0
        || Arrays.stream(objectives).anyMatch(Double::isNaN)) {
      throw new ConfigException(
          "objectives %s with violation %s cannot be compared: not a number"
              .formatted(Arrays.toString(objectives), violation));
    }
    objectives = objectives.clone();
  }

  /** The standing of objectives or a violation that may be missing: NaN there is worst. */
  public static Standing ofKnown(double[] objectives, double violation) {
    boolean known = !Double.isNaN(violation) && Arrays.stream(objectives).noneMatch(Double::isNaN);
    double[] worst = new double[objectives.length];
    Arrays.fill(worst, Double.POSITIVE_INFINITY);
    return known
        ? new Standing(objectives, violation)
        : new Standing(worst, Double.POSITIVE_INFINITY);
  }

  /** Whether the limits are kept. */
  public boolean isFeasible() {
    return violation == 0;
  }

  /** Whether this is to be preferred; of two, at most one is. */
  public boolean precedes(Standing other) {
    if (violation != other.violation) {
      return violation < other.violation;
    }
    return isFeasible() && dominates(objectives, other.objectives);
  }

  /** Whether a vector is nowhere larger and somewhere smaller. */
  static boolean dominates(double[] a, double[] b) {
    boolean smaller = false;
    for (int i = 0; i < a.length; i++) {
      if (a[i] > b[i]) {
        return false;
      }
      smaller |= a[i] < b[i];
    }
    return smaller;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Standing that
        && violation == that.violation
        && Arrays.equals(objectives, that.objectives);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(objectives) + Double.hashCode(violation);
  }

  @Override
  public String toString() {
    return Arrays.toString(objectives) + (isFeasible() ? "" : " violating " + violation);
  }
}
