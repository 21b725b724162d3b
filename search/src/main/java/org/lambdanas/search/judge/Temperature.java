package org.lambdanas.search.judge;

import org.hipparchus.analysis.solvers.BrentSolver;

/**
 * What all logits are best divided by: temperature scaling (Guo et al. 2017), which changes how
 * sure a model is, not what it answers.
 *
 * @param value the temperature
 * @param atLimit whether a better one would be beyond those that are looked at
 */
public record Temperature(double value, boolean atLimit) {

  public static final double LEAST = 0.01;
  public static final double MOST = 100;

  private static final double PRECISION = 1e-9;
  private static final int MOST_STEPS = 200;

  /**
   * The temperature of the smallest negative log likelihood, from {@link #LEAST} to {@link #MOST}.
   * There is but one: that is convex in its inverse.
   *
   * @param answers at least one
   */
  public static Temperature of(Answers answers) {
    if (Likelihood.slope(answers, 1 / LEAST) <= 0) {
      // Nothing is wrong: to be surer is always better.
      return new Temperature(LEAST, true);
    }
    if (Likelihood.slope(answers, 1 / MOST) >= 0) {
      // No better than chance.
      return new Temperature(MOST, true);
    }
    double logarithm =
        new BrentSolver(PRECISION)
            .solve(
                MOST_STEPS,
                log -> Likelihood.slope(answers, Math.exp(-log)),
                Math.log(LEAST),
                Math.log(MOST));
    return new Temperature(Math.exp(logarithm), false);
  }
}
