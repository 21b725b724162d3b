package org.lambdanas.predictors.bayes;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.bayes.LinearRegression.Precisions;

/**
 * Finds the precisions under which the labels are most probable (type II maximum likelihood), by
 * the simplex method of Nelder and Mead from several starts.
 */
final class EvidencePeak {

  /** Logarithms stay between this and its negative. */
  static final double FARTHEST = 10;

  private static final double[][] STARTS = {{0, Math.log(100)}, {0, 0}, {4, 1}, {-3, 3}};
  private static final double PRECISION = 1e-7;
  private static final int MOST_EVALUATIONS = 500;

  private final LinearRegression regression;
  private double[] best = STARTS[0];
  private double bestValue = Double.NEGATIVE_INFINITY;

  private EvidencePeak(LinearRegression regression) {
    this.regression = regression;
  }

  /** Searches. */
  static Precisions of(LinearRegression regression) {
    EvidencePeak search = new EvidencePeak(regression);
    for (double[] start : STARTS) {
      try {
        new SimplexOptimizer(-1, PRECISION)
            .optimize(
                new ObjectiveFunction(search::value),
                GoalType.MAXIMIZE,
                new InitialGuess(start),
                new NelderMeadSimplex(2),
                new MaxEval(MOST_EVALUATIONS));
      } catch (MathRuntimeException e) {
        // Too many evaluations: what was best so far is the answer.
        search.value(start);
      }
    }
    return new Precisions(Math.exp(search.best[0]), Math.exp(search.best[1]));
  }

  private double value(double[] logs) {
    Cancellation.check();
    double[] inside = {clamp(logs[0]), clamp(logs[1])};
    double value = regression.evidence(inside[0], inside[1]);
    if (value > bestValue) {
      bestValue = value;
      best = inside;
    }
    // Outside, it falls with the distance, so that the simplex comes back.
    return value - Math.abs(logs[0] - inside[0]) - Math.abs(logs[1] - inside[1]);
  }

  private static double clamp(double log) {
    return Math.min(FARTHEST, Math.max(-FARTHEST, log));
  }
}
