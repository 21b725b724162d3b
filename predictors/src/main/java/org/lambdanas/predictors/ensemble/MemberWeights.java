package org.lambdanas.predictors.ensemble;

import org.lambdanas.predictors.numeric.Rows;

/**
 * How much each of some members counts: weights of 0 or more whose sum is 1. They are those of the
 * least mean squared error of predictions for what members have not seen, drawn towards a prior.
 */
final class MemberWeights {

  private static final int MOST_SWEEPS = 10_000;

  /** Weights that move by less in a sweep have come to rest. */
  private static final double REST = 1e-12;

  private MemberWeights() {}

  /**
   * Weighs.
   *
   * @param labels at least 1
   * @param predictions of each member, {@code [member][labels]}, made without having seen the label
   * @param prior weights that are believed in before any member is judged
   * @param belief how many labels say as much as the prior
   */
  static double[] of(double[] labels, double[][] predictions, double[] prior, int belief) {
    int n = labels.length;
    int members = predictions.length;
    // The mean squared error of weights w is w.A w, with A the mean products of members' errors.
    double[][] products = new double[members][members];
    double even = 0;
    for (int i = 0; i < n; i++) {
      double mean = 0;
      for (int a = 0; a < members; a++) {
        double error = predictions[a][i] - labels[i];
        mean += error / members;
        for (int b = 0; b < members; b++) {
          products[a][b] += error * (predictions[b][i] - labels[i]) / n;
        }
      }
      even += mean * mean / n;
    }
    return least(products, belief * even / n, prior);
  }

  /** The least w.A w + penalty |w - prior|^2, by moving weight between two members at a time. */
  private static double[] least(double[][] products, double penalty, double[] prior) {
    double[] weights = prior.clone();
    double moved = 1;
    for (int sweep = 0; sweep < MOST_SWEEPS && moved > REST; sweep++) {
      moved = 0;
      for (int a = 0; a < weights.length; a++) {
        for (int b = 0; b < a; b++) {
          double slope =
              Rows.dot(products[a], weights)
                  - Rows.dot(products[b], weights)
                  + penalty * (weights[a] - prior[a] - weights[b] + prior[b]);
          double curvature = products[a][a] - 2 * products[a][b] + products[b][b] + 2 * penalty;
          double step =
              curvature > 0 ? Math.min(weights[b], Math.max(-weights[a], -slope / curvature)) : 0;
          weights[a] += step;
          weights[b] -= step;
          moved = Math.max(moved, Math.abs(step));
        }
      }
    }
    return weights;
  }
}
