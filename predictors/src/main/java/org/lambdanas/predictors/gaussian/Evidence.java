package org.lambdanas.predictors.gaussian;

import java.util.Arrays;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.numeric.Rows;

/**
 * The log marginal likelihood of an exact Gaussian process and its gradient (Rasmussen and
 * Williams, section 5.4.1). Immutable.
 */
final class Evidence {

  private final double[][] distances;
  private final double[] targets;

  /** Measures the distances once. */
  Evidence(TrainingSet data) {
    this.distances = Distances.within(data.rows());
    this.targets = data.targets();
  }

  /** The covariance of the labels: the kernel's matrix with the noise on its diagonal. */
  CholeskyFactor covariance(KernelParameters parameters) {
    int n = targets.length;
    double[][] covariance = new double[n][];
    for (int i = 0; i < n; i++) {
      Cancellation.check();
      covariance[i] = new double[i + 1];
      for (int j = 0; j < i; j++) {
        covariance[i][j] = parameters.covariance(distances[i][j]);
      }
      covariance[i][i] = parameters.variance() + parameters.noise();
    }
    return CholeskyFactor.of(covariance);
  }

  /** The log marginal likelihood, in nats. */
  double value(KernelParameters parameters) {
    CholeskyFactor covariance = covariance(parameters);
    return value(covariance, covariance.solve(targets));
  }

  private double value(CholeskyFactor covariance, double[] weights) {
    return -0.5
        * (Rows.dot(targets, weights)
            + covariance.logDeterminant()
            + targets.length * Math.log(2 * Math.PI));
  }

  /**
   * The log marginal likelihood; its derivatives by the parameters' logarithms become the gradient.
   */
  double value(KernelParameters parameters, double[] gradient) {
    CholeskyFactor covariance = covariance(parameters);
    double[] weights = covariance.solve(targets);
    double[][] inverse = covariance.inverse();
    Arrays.fill(gradient, 0);
    double squaredLength = parameters.lengthScale() * parameters.lengthScale();
    for (int i = 0; i < targets.length; i++) {
      // The matrices are symmetric: each element below the diagonal counts twice.
      for (int j = 0; j < i; j++) {
        double factor = weights[i] * weights[j] - inverse[i][j];
        double change = factor * parameters.covariance(distances[i][j]);
        gradient[0] += change * distances[i][j] / squaredLength;
        gradient[1] += change;
      }
      double factor = 0.5 * (weights[i] * weights[i] - inverse[i][i]);
      gradient[1] += factor * parameters.variance();
      gradient[2] += factor * parameters.noise();
    }
    return value(covariance, weights);
  }
}
