package org.lambdanas.predictors.gaussian;

import java.util.Arrays;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleValueChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula;

/**
 * Finds the kernel's parameters that are most probable given the labels (type II maximum a
 * posteriori) by conjugate gradients.
 */
final class EvidenceMaximum {

  private static final int MOST_EVALUATIONS = 100;
  private static final double PRECISION = 1e-4;

  /** The parameters stay within this factor, as a logarithm, of the centre of the prior. */
  private static final double FARTHEST = 8;

  private final Evidence evidence;
  private final HyperPrior prior;
  private double[] best;
  private double bestValue = Double.NEGATIVE_INFINITY;

  private EvidenceMaximum(Evidence evidence, HyperPrior prior) {
    this.evidence = evidence;
    this.prior = prior;
    this.best = prior.centre().logs();
  }

  /** Searches from the centre of the prior. */
  static KernelParameters of(Evidence evidence, HyperPrior prior) {
    EvidenceMaximum search = new EvidenceMaximum(evidence, prior);
    double[] start = prior.centre().logs();
    try {
      new NonLinearConjugateGradientOptimizer(
              Formula.POLAK_RIBIERE, new SimpleValueChecker(-1, PRECISION))
          .optimize(
              new ObjectiveFunction(search::value),
              new ObjectiveFunctionGradient(search::gradient),
              GoalType.MAXIMIZE,
              new InitialGuess(start),
              new MaxEval(MOST_EVALUATIONS));
    } catch (MathRuntimeException e) {
      // Too many evaluations, or a line without a bracket: what was best so far is the answer.
      search.value(start);
    }
    return KernelParameters.ofLogs(search.best);
  }

  private double[] clamped(double[] logs) {
    double[] middle = prior.centre().logs();
    double[] clamped = new double[logs.length];
    Arrays.setAll(
        clamped, i -> Math.min(middle[i] + FARTHEST, Math.max(middle[i] - FARTHEST, logs[i])));
    return clamped;
  }

  private double value(double[] logs) {
    double[] inside = clamped(logs);
    double value = evidence.value(KernelParameters.ofLogs(inside)) + prior.logDensity(logs);
    if (value > bestValue) {
      bestValue = value;
      best = inside;
    }
    return value;
  }

  private double[] gradient(double[] logs) {
    double[] gradient = new double[KernelParameters.COUNT];
    double[] inside = clamped(logs);
    evidence.value(KernelParameters.ofLogs(inside), gradient);
    for (int i = 0; i < gradient.length; i++) {
      if (inside[i] != logs[i]) {
        gradient[i] = 0;
      }
    }
    prior.addGradient(logs, gradient);
    return gradient;
  }
}
