package org.lambdanas.search.parity;

import java.util.List;

/**
 * How far this implementation is from the golden values.
 *
 * @param space search space
 * @param precision what the network computed in
 * @param lines one for each quantity
 */
public record ParityReport(String space, String precision, List<Line> lines) {

  /** Copies. */
  public ParityReport {
    lines = List.copyOf(lines);
  }

  /**
   * One quantity.
   *
   * @param quantity what was compared
   * @param error relative error, in the Euclidean norm for tensors; over several tensors the worst
   * @param worst name of the worst tensor, or empty
   * @param tolerance what the error should stay below
   */
  public record Line(String quantity, double error, String worst, double tolerance) {

    /**
     * Whether the error is within the tolerance.
     *
     * @return false also if the error is not a number
     */
    public boolean ok() {
      return error <= tolerance;
    }
  }

  /**
   * Whether every quantity is within its tolerance.
   *
   * @return true if so
   */
  public boolean ok() {
    return lines.stream().allMatch(Line::ok);
  }
}
