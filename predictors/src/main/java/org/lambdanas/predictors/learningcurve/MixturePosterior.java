package org.lambdanas.predictors.learningcurve;

import java.util.function.ToDoubleFunction;

/**
 * Log density of the states of a mixture, given a curve: Gaussian noise about the weighted sum of
 * the families. The last number of a state is the noise's standard deviation.
 *
 * <p>Under flat priors a curve of a few epochs says next to nothing about up to 17 numbers, and the
 * weighted sum can follow any curve with families that fit it badly one by one. So the priors lean
 * on the fits: each family explains the curve by itself about as well as its own fit does; the
 * weights are Dirichlet about those of the fits; the noise is worth {@value #NOISE_POINTS} further
 * points with the residuals of the fits.
 */
final class MixturePosterior implements ToDoubleFunction<double[]> {

  private static final double NOISE_POINTS = 4;
  private static final double WEIGHT_POINTS = 50;
  private static final double MOST_NOISE = 1;

  private final FamilyFits fits;
  private final Mixture mixture;
  private final double[] values;
  private final double[] t;
  private final double limit;
  private final double[] ownVariances;
  private final double variance;

  /**
   * Sets up.
   *
   * @param fits at least one
   * @param values the curve as fractions
   * @param limit logarithm of the epoch at which the sum must be between 0 and 1
   */
  MixturePosterior(FamilyFits fits, double[] values, double limit) {
    this.fits = fits;
    this.mixture = fits.mixture();
    this.values = values;
    this.t = CurveFamily.logarithms(values.length);
    this.limit = limit;
    this.ownVariances =
        fits.fits().stream().mapToDouble(fit -> variance(fit.squares(), fit.family())).toArray();
    double[] start = Mixture.state(fits.fits(), fits.weights());
    double squares = mixture.meanSquare(start, values, t) * values.length;
    this.variance = variance(squares, fits.fits().get(0).family());
  }

  private double variance(double squares, CurveFamily family) {
    int degrees = values.length - family.dimensions();
    return Math.max(squares / degrees, FamilyFits.LEAST_VARIANCE);
  }

  @Override
  public double applyAsDouble(double[] state) {
    double noise = mixture.noise(state);
    double total = mixture.totalWeight(state);
    if (!(noise > 0 && noise <= MOST_NOISE) || !(total > 0) || !mixture.admits(state)) {
      return Double.NEGATIVE_INFINITY;
    }
    double end = mixture.value(state, limit) / total;
    if (!(end >= 0 && end <= 1)) {
      return Double.NEGATIVE_INFINITY;
    }
    double[] residuals = new double[values.length];
    // The scale of the weights means nothing; this keeps it near 1.
    double prior = -(total - 1) * (total - 1) / 2;
    int at = 0;
    for (int k = 0; k < fits.fits().size(); k++) {
      FamilyFit fit = fits.fits().get(k);
      double share = mixture.weight(state, k) / total;
      double squares = 0;
      for (int i = 0; i < residuals.length; i++) {
        double residual = fit.family().value(state, at, t[i]) - values[i];
        squares += residual * residual;
        residuals[i] += share * residual;
      }
      prior += WEIGHT_POINTS * fits.weights()[k] * Math.log(share);
      prior -= (squares - fit.squares()) / (2 * ownVariances[k]);
      prior += fit.family().logPrior(state, at, fit.parameters());
      at += fit.family().dimensions();
    }
    double squares = NOISE_POINTS * variance;
    for (double residual : residuals) {
      squares += residual * residual;
    }
    return prior
        - (NOISE_POINTS + 1 + values.length) * Math.log(noise)
        - squares / (2 * noise * noise);
  }
}
