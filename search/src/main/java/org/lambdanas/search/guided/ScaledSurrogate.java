package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.lambdanas.predictors.predictor.Estimates;

/**
 * A surrogate whose draws are in the unit of what it was told. Its own scale keeps the order of
 * what is known and nothing else, so the way back goes between what is known along straight lines,
 * and beyond the ends as steeply as there in the mean.
 */
final class ScaledSurrogate {

  private final Surrogate surrogate;

  /** Ascending, on the surrogate's scale and as told. */
  private double[] own = {};

  private double[] told = {};

  ScaledSurrogate(Surrogate surrogate) {
    this.surrogate = surrogate;
  }

  int least() {
    return surrogate.least();
  }

  /**
   * Learns.
   *
   * @param labels of the candidates, more is better; not a number: as bad as the worst
   */
  void learn(List<Candidate> candidates, double[] labels) {
    double worst = Arrays.stream(labels).filter(label -> !Double.isNaN(label)).min().orElse(0);
    List<Surrogate.Known> known = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      known.add(
          new Surrogate.Known(candidates.get(i), Double.isNaN(labels[i]) ? worst : labels[i]));
    }
    surrogate.learn(known);
    told = known.stream().mapToDouble(Surrogate.Known::utility).sorted().toArray();
    own = surrogate.scale(told);
  }

  /** One draw from what is predicted of each, independently. */
  double[] draw(List<Candidate> candidates, RandomGenerator random) {
    Estimates estimates = surrogate.predict(candidates);
    double[] means = estimates.means();
    double[] deviations = estimates.deviations().orElseGet(() -> new double[means.length]);
    double[] drawn = new double[means.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = back(means[i] + deviations[i] * random.nextGaussian());
    }
    return drawn;
  }

  private double back(double value) {
    int last = own.length - 1;
    int above = Arrays.binarySearch(own, value);
    if (above >= 0) {
      return told[above];
    }
    above = -above - 1;
    if (above == 0 || above > last) {
      int end = above == 0 ? 0 : last;
      double span = own[last] - own[0];
      double slope = span > 0 ? slope(end) : 0;
      return told[end] + slope * (value - own[end]);
    }
    double share = (value - own[above - 1]) / (own[above] - own[above - 1]);
    return told[above - 1] + share * (told[above] - told[above - 1]);
  }

  /** Of the quarter at an end. */
  private double slope(int end) {
    int last = own.length - 1;
    int inner = end == 0 ? Math.max(1, last / 4) : Math.min(last - 1, last - last / 4);
    double span = own[end] - own[inner];
    return span == 0 ? 0 : (told[end] - told[inner]) / span;
  }
}
