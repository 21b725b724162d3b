package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.numeric.EnsembleSampler;

/**
 * The extrapolation of {@code lce_m}: families fitted one by one, unfit ones dropped, then the
 * joint posterior of parameters, weights and noise by affine-invariant sampling (Domhan et al.,
 * 2015; Klein et al., Learning curve prediction with Bayesian neural networks, 2017).
 *
 * @param finalEpoch epoch whose value is predicted
 * @param epochsAPoint how many epochs count as one when families are weighted by their fit
 * @param steps moves of each walker
 * @param burnIn how many of them are not counted
 */
record PosteriorExtrapolation(int finalEpoch, double epochsAPoint, int steps, int burnIn) {

  private static final int LEAST_WALKERS = 50;
  private static final double START_BALL = 1e-6;
  private static final int MONOTONE_POINTS = 50;

  Extrapolation extrapolate(double[] values, Seed seed) {
    double[] t = CurveFamily.logarithms(values.length);
    FamilyFits fits = FamilyFits.of(values, this::isPlausible, epochsAPoint);
    if (fits.fits().isEmpty()) {
      return Extrapolation.stay(values);
    }
    Mixture mixture = fits.mixture();
    SplittableRandom random = seed.random();
    EnsembleSampler sampler =
        new EnsembleSampler(
            new MixturePosterior(fits, values, Math.log(finalEpoch + 1.0)),
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
    return Extrapolation.of(predictions, values).widened(fits.spread(Math.log(finalEpoch)));
  }

  /** Ends between 0 and 1 and rises from epoch 2 on. */
  private boolean isPlausible(FamilyFit fit) {
    double limit = finalEpoch + 1.0;
    if (!fit.endsInRange(Math.log(limit))) {
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

  /**
   * A small ball about the fits. It is one in relative terms where numbers must be positive,
   * however small they are: a walker that starts outside the bounds stays there.
   */
  private static double[][] start(
      FamilyFits fits, double[] values, double[] t, SplittableRandom random) {
    Mixture mixture = fits.mixture();
    int walkers = Math.max(LEAST_WALKERS, 2 * mixture.dimensions());
    double[][] start = new double[walkers][];
    for (int w = 0; w < walkers; w++) {
      List<FamilyFit> nearby =
          fits.fits().stream().map(fit -> fit.jittered(() -> jitter(random))).toList();
      double[] weights =
          Arrays.stream(fits.weights()).map(weight -> weight * Math.exp(jitter(random))).toArray();
      start[w] = Mixture.state(nearby, weights);
      double variance = mixture.meanSquare(start[w], values, t);
      start[w][start[w].length - 1] =
          Math.sqrt(Math.max(variance, FamilyFits.LEAST_VARIANCE)) * (1 + .1 * random.nextDouble());
    }
    return start;
  }

  private static double jitter(SplittableRandom random) {
    return START_BALL * random.nextGaussian();
  }
}
