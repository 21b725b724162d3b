package org.lambdanas.predictors.predictor;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.special.Beta;
import org.lambdanas.predictors.label.LabelScale;
import org.lambdanas.predictors.numeric.Rows;

/**
 * How standard deviations on the scale of the labels become what they claim to be: d becomes the
 * root of {@code (scale d)^2 + offset^2}. Methods that think too little of their errors get an
 * offset, those that think too much of them a scale.
 *
 * @param scale 0 or more
 * @param offset 0 or more
 */
record Calibration(double scale, double offset) {

  /** Leaves deviations as they are. */
  static final Calibration NONE = new Calibration(1, 0);

  /** The offset's shares of the mean variance that are tried: from one hundredth to all. */
  private static final int SHARES = 100;

  /** Factors beyond this, as logarithms, are those of labels that no interval reaches. */
  private static final double MOST_MISSING = 3;

  private static final int HALVINGS = 40;

  /** Of the normal distribution and of Student's, above an interval of 90 percent. */
  private static final double TAIL = 0.05;

  private static final double NORMAL_QUANTILE =
      new NormalDistribution().inverseCumulativeProbability(1 - TAIL);

  /**
   * The most likely calibration of errors that are normal, given their deviations, with a scale of
   * at most 1: where deviations are too small they are no measure of the errors, and fits differ in
   * them by factors. It is widened by what Student's t needs more than the normal distribution for
   * an interval of 90 percent, as few errors say little about their size. Where the errors are
   * enough to count how many are within such intervals, that has as much of a say: labels have
   * tails that are not normal, and intervals are symmetric in their units, not on the scale. The
   * share to be counted is that of conformal prediction, {@code 0.9 (n + 1) / n}.
   *
   * @param labels at least 2
   * @param means predictions that have not seen them
   * @param deviations of the predictions, 0 or more
   * @param scale that all of them are on
   */
  static Calibration of(double[] labels, double[] means, double[] deviations, LabelScale scale) {
    int n = labels.length;
    double[] squares = new double[n];
    double[] claimed = new double[n];
    Arrays.setAll(squares, i -> (labels[i] - means[i]) * (labels[i] - means[i]));
    Arrays.setAll(claimed, i -> deviations[i] * deviations[i]);
    double meanClaimed = Rows.mean(claimed);
    double bestScore = Double.POSITIVE_INFINITY;
    Calibration best = new Calibration(0, 0);
    for (int step = meanClaimed > 0 ? 1 : SHARES; step <= SHARES; step++) {
      double share = step / (double) SHARES;
      double slope = meanClaimed > 0 ? (1 - share) / meanClaimed : 0;
      double size = 0;
      for (int i = 0; i < n; i++) {
        size += squares[i] / (slope * claimed[i] + share) / n;
      }
      // The likeliest for this share, or as near to it as a scale of 1 comes.
      double factor = size * slope;
      double rest = size * share;
      if (factor > 1) {
        rest = Math.max(rest, Rows.mean(squares) - meanClaimed);
        factor = 1;
      }
      double score = 0;
      for (int i = 0; i < n; i++) {
        double variance = factor * claimed[i] + rest;
        score += squares[i] == 0 ? Math.log(variance) : squares[i] / variance + Math.log(variance);
      }
      if (score < bestScore) {
        bestScore = score;
        best = new Calibration(Math.sqrt(factor), Math.sqrt(rest));
      }
    }
    double wider =
        new TDistribution(n - 1).inverseCumulativeProbability(1 - TAIL) / NORMAL_QUANTILE;
    Calibration likely = new Calibration(wider * best.scale, wider * best.offset);
    double level = (1 - 2 * TAIL) * (n + 1) / n;
    if (level >= 1) {
      return likely;
    }
    // Half of the way, in logarithms, to what the counted errors ask for; and half a standard error
    // of a size that is known from so many errors, as a bit too wide misses less than too narrow.
    double counted =
        Math.exp(
            (likely.missing(labels, means, deviations, scale, level) + 1 / Math.sqrt(2.0 * n)) / 2);
    return new Calibration(counted * likely.scale, counted * likely.offset);
  }

  /**
   * The logarithm of the factor by which deviations are too small for a share of the labels to be
   * within their intervals of 90 percent, in the labels' own units: a quantile of the factors that
   * each label needs, by the mean of all order statistics (Harrell and Davis, A new
   * distribution-free quantile estimator, 1982), which varies less than one of them.
   */
  private double missing(
      double[] labels, double[] means, double[] deviations, LabelScale scale, double level) {
    int n = labels.length;
    double[] needed = new double[n];
    for (int i = 0; i < n; i++) {
      double error = Math.abs(scale.label(labels[i]) - scale.label(means[i]));
      double own = apply(deviations[i]);
      double low = -MOST_MISSING;
      double high = MOST_MISSING;
      for (int halving = 0; halving < HALVINGS; halving++) {
        double middle = (low + high) / 2;
        double reach = NORMAL_QUANTILE * scale.deviation(means[i], Math.exp(middle) * own);
        if (reach >= error) {
          high = middle;
        } else {
          low = middle;
        }
      }
      needed[i] = high;
    }
    Arrays.sort(needed);
    double quantile = 0;
    double below = 0;
    for (int i = 0; i < n; i++) {
      double here = Beta.regularizedBeta((i + 1.0) / n, level * (n + 1), (1 - level) * (n + 1));
      quantile += (here - below) * needed[i];
      below = here;
    }
    return quantile;
  }

  double apply(double deviation) {
    return Math.hypot(scale * deviation, offset);
  }
}
