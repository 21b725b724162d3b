package org.lambdanas.predictors.ensemble;

import java.util.Arrays;
import org.lambdanas.predictors.numeric.Rows;

/**
 * How much each of three members counts: weights of 0 or more whose sum is 1. They are those of the
 * least mean squared error of predictions for what members have not seen, drawn towards a prior
 * that trusts the first member the more, the fewer observations there are.
 */
final class MemberWeights {

  static final int MEMBERS = 3;

  /** Weights are multiples of one of so many. */
  private static final int STEPS = 20;

  /** With so many observations the other members have half of the share that all members have. */
  private static final double HALF_TRUSTED = 40;

  /** So many observations say as much as the prior. */
  private static final double PRIOR_OBSERVATIONS = 8;

  private MemberWeights() {}

  /** What is believed before any member is judged. */
  static double[] prior(int observations) {
    double other = observations / (observations + HALF_TRUSTED) / MEMBERS;
    return new double[] {1 - (MEMBERS - 1) * other, other, other};
  }

  /**
   * Weighs.
   *
   * @param labels at least 1
   * @param predictions of each member, {@code [member][labels]}, made without having seen the label
   */
  static double[] of(double[] labels, double[][] predictions) {
    int n = labels.length;
    double[] prior = prior(n);
    // The mean squared error of weights w is w.A w, with A the mean products of members' errors.
    double[][] products = new double[MEMBERS][MEMBERS];
    double[] even = new double[n];
    for (int i = 0; i < n; i++) {
      for (int a = 0; a < MEMBERS; a++) {
        double error = predictions[a][i] - labels[i];
        even[i] += error / MEMBERS;
        for (int b = 0; b < MEMBERS; b++) {
          products[a][b] += error * (predictions[b][i] - labels[i]) / n;
        }
      }
    }
    double penalty = PRIOR_OBSERVATIONS * Rows.dot(even, even) / n / n;
    double[] best = prior;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= STEPS; i++) {
      for (int j = 0; i + j <= STEPS; j++) {
        double[] weights = {
          i / (double) STEPS, j / (double) STEPS, (STEPS - i - j) / (double) STEPS
        };
        double loss = 0;
        for (int a = 0; a < MEMBERS; a++) {
          loss += weights[a] * Rows.dot(products[a], weights);
          loss += penalty * (weights[a] - prior[a]) * (weights[a] - prior[a]);
        }
        if (loss < least) {
          least = loss;
          best = weights;
        }
      }
    }
    return Arrays.copyOf(best, MEMBERS);
  }
}
