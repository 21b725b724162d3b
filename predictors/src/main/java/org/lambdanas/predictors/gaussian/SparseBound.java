package org.lambdanas.predictors.gaussian;

import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.numeric.Rows;

/**
 * The lower bound on the log marginal likelihood of a Gaussian process with inducing points, for a
 * distribution q of the whitened values at these points (Hensman, Fusi and Lawrence, Gaussian
 * processes for big data, 2013, equation 4):
 *
 * <pre>
 *   sum_i [log N(y_i | a_i.mean, noise) - (variance - a_i.a_i + a_i.S a_i) / (2 noise)] - KL(q, N(0, I))
 * </pre>
 *
 * <p>With the optimal q it is the bound of Titsias (Variational learning of inducing variables in
 * sparse Gaussian processes, 2009, equation 9), and, since q is at its optimum there, so is the
 * gradient.
 */
final class SparseBound {

  private final InducingFeatures inducing;
  private final double[] targets;
  private final double noise;
  private final double variance;
  private final double[] mean;
  private final double[][] covariance;
  private final double[] residuals;
  private final double divergence;

  /** Evaluates at some parameters, with the features of the training rows under them. */
  SparseBound(
      KernelParameters parameters, InducingFeatures inducing, double[] targets, WhitenedNormal q) {
    this.inducing = inducing;
    this.targets = targets;
    this.noise = parameters.noise();
    this.variance = parameters.variance();
    CholeskyFactor factor = q.factor();
    mean = factor.solve(q.shift());
    covariance = factor.inverse();
    residuals = targets.clone();
    double trace = 0;
    for (int i = 0; i < mean.length; i++) {
      Rows.add(residuals, -mean[i], inducing.features()[i], residuals.length);
      trace += covariance[i][i];
    }
    divergence = 0.5 * (trace + Rows.dot(mean, mean) - mean.length + factor.logDeterminant());
  }

  /** Sum over the rows of squared residual, unexplained variance and variance of q. */
  private double misfit() {
    double sum = Rows.dot(residuals, residuals) + inducing.unexplained();
    for (int i = 0; i < mean.length; i++) {
      sum += Rows.dot(covariance[i], inducing.gram()[i]);
    }
    return sum;
  }

  /** The bound, in nats. */
  double value() {
    return -0.5 * targets.length * Math.log(2 * Math.PI * noise)
        - misfit() / (2 * noise)
        - divergence;
  }

  /** Adds the gradient at this q, with the inducing points' if there is room for it. */
  void addGradient(double[] gradient) {
    int m = mean.length;
    double[][] mixing = new double[m][m];
    for (int i = 0; i < m; i++) {
      Rows.add(mixing[i], -1, covariance[i], m);
      mixing[i][i] += 1;
    }
    inducing.addGradient(mean, residuals, mixing, gradient);
    gradient[1] -= targets.length * variance / (2 * noise);
    gradient[2] += misfit() / (2 * noise) - 0.5 * targets.length;
  }
}
