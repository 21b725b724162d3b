package org.lambdanas.predictors.learningcurve;

import java.util.SplittableRandom;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.numeric.EnsembleSampler;

/**
 * The extrapolation of {@code lce_m}: families fitted one by one, unfit ones dropped, then the
 * joint posterior of parameters, weights and noise by affine-invariant sampling (Domhan et al.,
 * 2015; Klein et al., Learning curve prediction with Bayesian neural networks, 2017).
 */
final class PosteriorExtrapolation {

  private static final int LEAST_WALKERS = 50;
  private static final double START_BALL = 1e-6;
  private static final int MONOTONE_POINTS = 50;

  private final int finalEpoch;
  private final int steps;
  private final int burnIn;

  /**
   * Sets up.
   *
   * @param finalEpoch epoch whose value is predicted
   * @param steps moves of each walker
   * @param burnIn how many of them are not counted
   */
  PosteriorExtrapolation(int finalEpoch, int steps, int burnIn) {
    this.finalEpoch = finalEpoch;
    this.steps = steps;
    this.burnIn = burnIn;
  }

  Extrapolation extrapolate(double[] values, Seed seed) {
    double[] t = Epochs.logarithms(values.length);
    FamilyFits fits = FamilyFits.of(values, this::isPlausible);
    if (fits.fits().isEmpty()) {
      return Extrapolation.stay(values);
    }
    Mixture mixture = fits.mixture();
    double s2 = Math.max(FamilyFits.LEAST_VARIANCE, mixture.meanSquare(Mixture.state(fits.fits(), fits.weights()), values, t)*values.length/(double)Math.max(1, values.length-fits.fits().get(0).parameters().length));
    SplittableRandom random = seed.random();
    EnsembleSampler sampler =
        new EnsembleSampler(
            state -> logPosterior(fits, mixture, state, values, t, s2),
            start(fits, values, t, random),
            random);
    int walkers = sampler.positions().length;
    double[] predictions = new double[(steps - burnIn) * walkers];
    int count = 0;
    for (int s = 0; s < steps; s++) {
      sampler.step();
      if (s >= burnIn) {
        for (double[] state : sampler.positions()) {
          predictions[count++] =
              mixture.value(state, Math.log(finalEpoch)) / mixture.totalWeight(state);
        }
      }
    }
    return Extrapolation.of(predictions, values);
  }

  /** Ends between 0 and 1 and rises from epoch 2 on. */
  private boolean isPlausible(FamilyFit fit) {
    double limit = finalEpoch + 1.0;
    double end = fit.at(Math.log(limit));
    if (!(end >= 0 && end <= 1)) {
      return false;
    }
    double previous = fit.at(Math.log(2));
    for (int i = 1; i < MONOTONE_POINTS; i++) {
      double next = fit.at(Math.log(2 + (limit - 2) * i / (MONOTONE_POINTS - 1)));
      if (!(next >= previous)) {
        return false;
      }
      previous = next;
    }
    return true;
  }

  private static double[][] start(
      FamilyFits fits, double[] values, double[] t, SplittableRandom random) {
    Mixture mixture = fits.mixture();
    double[] centre = Mixture.state(fits.fits(), fits.weights());
    int walkers = Math.max(LEAST_WALKERS, 2 * centre.length);
    double[][] start = new double[walkers][];
    for (int w = 0; w < walkers; w++) {
      start[w] = centre.clone();
      for (int d = 0; d < centre.length - 1; d++) {
        // The weights stay above 0.
        double shift = START_BALL * random.nextGaussian();
        start[w][d] += mixture.isWeight(d) ? Math.abs(shift) : shift;
      }
      double variance = mixture.meanSquare(start[w], values, t);
      start[w][centre.length - 1] =
          Math.sqrt(Math.max(variance, FamilyFits.LEAST_VARIANCE)) * (1 + .1 * random.nextDouble());
    }
    return start;
  }

  private double logPosterior(
      FamilyFits fits, Mixture mixture, double[] state, double[] values, double[] t, double s2) {
    double deviation = mixture.noise(state);
    double total = mixture.totalWeight(state);
    if (!(deviation > 0 && deviation <= 1) || !(total > 0) || !mixture.admits(state)) {
      return Double.NEGATIVE_INFINITY;
    }
    double end = mixture.value(state, Math.log(finalEpoch + 1.0)) / total;
    if (!(end >= 0 && end <= 1)) {
      return Double.NEGATIVE_INFINITY;
    }
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      double residual = mixture.value(state, t[i]) / total - values[i];
      squares += residual * residual;
    }
    double prior = 0;
    int at = 0;
    for (FamilyFit fit : fits.fits()) {
      prior += NU1 * fit.family().logPrior(state, at, fit.parameters());
      at += fit.parameters().length;
    }
    if (ALPHA > 0) { for (int k = 0; k < fits.fits().size(); k++) prior += (ALPHA * fits.weights()[k]) * Math.log(Math.max(1e-300, state[at + k] / total)) ; prior -= Math.pow(total-1,2)/2; }
    return prior - (BETA * values.length + NU + (NU > 0 ? 1 : 0)) * Math.log(deviation) - (BETA * squares + NU * s2) / (2 * deviation * deviation);
  }
  static double NU = 4, NU1 = 1, ALPHA=0, BETA=1;
}
