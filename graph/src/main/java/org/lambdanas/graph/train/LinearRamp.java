package org.lambdanas.graph.train;

/**
 * A strength that grows linearly from 0 at the first epoch to its full value at the last, constant
 * within an epoch.
 *
 * @param strength full value
 * @param epochs number of epochs, at least 1
 */
public record LinearRamp(double strength, int epochs) {

  /**
   * The strength of an epoch.
   *
   * @param epoch from 0
   * @return {@code strength * epoch / (epochs - 1)}; 0 if there is only one epoch
   */
  public double at(int epoch) {
    return epochs <= 1 ? 0 : strength * epoch / (epochs - 1);
  }
}
