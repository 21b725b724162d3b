package org.lambdanas.predictors.learningcurve;

import java.util.random.RandomGenerator;
import org.lambdanas.graph.work.Cancellation;

/**
 * Metropolis walk over the states of a mixture whose last number is the variance of the noise. A
 * rejected proposal leaves the state as it is, bit by bit.
 */
final class MetropolisWalk {

  private final Mixture mixture;
  private final double[] values;
  private final double[] t;
  private double[] state;
  private double likelihood;

  MetropolisWalk(Mixture mixture, double[] values, double[] start) {
    this.mixture = mixture;
    this.values = values;
    this.t = CurveFamily.logarithms(values.length);
    this.state = start.clone();
    this.likelihood = logLikelihood(start);
  }

  /** The state now; not to be written to. */
  double[] state() {
    return state;
  }

  /**
   * Proposes a Gaussian step in all coordinates at once.
   *
   * @param deviation of the step in a parameter or weight
   * @param noiseDeviation of the step in the variance of the noise
   * @return whether it was taken
   */
  boolean propose(double deviation, double noiseDeviation, RandomGenerator random) {
    Cancellation.check();
    double[] proposal = new double[state.length];
    for (int d = 0; d < proposal.length; d++) {
      double scale = d < proposal.length - 1 ? deviation : noiseDeviation;
      proposal[d] = state[d] + scale * random.nextGaussian();
    }
    double chance = random.nextDouble();
    if (!(mixture.noise(proposal) > 0) || !rises(proposal)) {
      return false;
    }
    double proposed = logLikelihood(proposal);
    if (!(Math.log(chance) < proposed - likelihood)) {
      return false;
    }
    state = proposal;
    likelihood = proposed;
    return true;
  }

  /** A curve that has learnt nothing by the next epoch is no learning curve. */
  private boolean rises(double[] proposal) {
    return mixture.value(proposal, Math.log(values.length + 1.0)) > mixture.value(proposal, t[0]);
  }

  /** Negative infinity or NaN: impossible. */
  private double logLikelihood(double[] at) {
    double variance = mixture.noise(at);
    double constant = -.5 * Math.log(2 * Math.PI * variance);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double residual = mixture.value(at, t[i]) - values[i];
      double point = constant - residual * residual / (2 * variance);
      if (Math.exp(point) == 0) {
        return Double.NEGATIVE_INFINITY;
      }
      sum += point;
    }
    return sum;
  }
}
