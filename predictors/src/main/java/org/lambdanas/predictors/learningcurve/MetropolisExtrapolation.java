package org.lambdanas.predictors.learningcurve;

import java.util.SplittableRandom;
import org.lambdanas.graph.random.Seed;

/**
 * The extrapolation of {@code lce}: families fitted one by one, those that leave 0 to 1 dropped,
 * then a Metropolis walk of their parameters, weights and noise together (Domhan et al., 2015).
 *
 * @param finalEpoch epoch whose value is predicted
 * @param epochsAPoint how many epochs count as one when families are weighted by their fit
 * @param steps states that the prediction averages over
 * @param step standard deviation of the proposals in each coordinate, at most
 */
record MetropolisExtrapolation(double finalEpoch, double epochsAPoint, int steps, double step) {

  Extrapolation extrapolate(double[] values, Seed seed) {
    FamilyFits fits =
        FamilyFits.of(values, fit -> fit.endsInRange(Math.log(finalEpoch)), epochsAPoint);
    if (fits.fits().isEmpty()) {
      return Extrapolation.stay(values);
    }
    Mixture mixture = fits.mixture();
    double[] start = Mixture.state(fits.fits(), fits.weights());
    double variance = mixture.meanSquare(start, values, CurveFamily.logarithms(values.length));
    start[start.length - 1] = Math.max(variance, FamilyFits.LEAST_VARIANCE);
    // On a curve of little noise no longer step is ever taken.
    double share = 1 / Math.sqrt(values.length);
    double longest = Math.min(step, share * Math.sqrt(mixture.noise(start)));
    double longestNoise = Math.min(step, share * mixture.noise(start));
    MetropolisWalk walk = new MetropolisWalk(mixture, values, start);
    SplittableRandom random = seed.random();
    double[] predictions = new double[steps];
    for (int s = 0; s < steps; s++) {
      predictions[s] = mixture.value(walk.state(), Math.log(finalEpoch));
      walk.propose(longest, longestNoise, random);
    }
    return Extrapolation.of(predictions, values).widened(fits.spread(Math.log(finalEpoch)));
  }
}
