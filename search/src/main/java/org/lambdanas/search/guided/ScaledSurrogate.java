package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.lambdanas.predictors.predictor.Estimates;

/**
 * A surrogate whose draws are in the unit of what it was told. Its own scale keeps the order of
 * what is known and nothing else, so the way back goes between what is known along straight lines,
 * and beyond the ends as steeply as there in the mean.
 */
final class ScaledSurrogate {

  private static final NormalDistribution NORMAL = new NormalDistribution();

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

  /** What is predicted of some candidates, on the surrogate's own scale. */
  final class Predicted {

    private final double[] means;
    private final double[] deviations;

    private Predicted(Estimates estimates) {
      means = estimates.means();
      deviations = estimates.deviations().orElseGet(() -> new double[means.length]);
    }

    /** One draw of each, independently. */
    double[] draw(RandomGenerator random) {
      double[] drawn = new double[means.length];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = back(means[i] + deviations[i] * random.nextGaussian());
      }
      return drawn;
    }

    /** How likely each is not below a bound. */
    double[] atLeast(double bound) {
      double[] likely = new double[means.length];
      for (int i = 0; i < likely.length; i++) {
        double above = means[i] - forth(bound);
        likely[i] =
            deviations[i] > 0
                ? NORMAL.cumulativeProbability(above / deviations[i])
                : above < 0 ? 0 : 1;
      }
      return likely;
    }
  }

  Predicted predict(List<Candidate> candidates) {
    return new Predicted(surrogate.predict(candidates));
  }

  private double back(double value) {
    return between(own, told, value);
  }

  private double forth(double value) {
    return between(told, own, value);
  }

  /** The line through the points at x; both ascending. */
  private static double between(double[] from, double[] to, double value) {
    int last = from.length - 1;
    int above = Arrays.binarySearch(from, value);
    if (above >= 0) {
      return to[above];
    }
    above = -above - 1;
    if (above == 0 || above > last) {
      int end = above == 0 ? 0 : last;
      double span = from[last] - from[0];
      double slope = span > 0 ? slope(from, to, end) : 0;
      return to[end] + slope * (value - from[end]);
    }
    double share = (value - from[above - 1]) / (from[above] - from[above - 1]);
    return to[above - 1] + share * (to[above] - to[above - 1]);
  }

  /** Of the quarter at an end. */
  private static double slope(double[] from, double[] to, int end) {
    int last = from.length - 1;
    int inner = end == 0 ? Math.max(1, last / 4) : Math.min(last - 1, last - last / 4);
    double span = from[end] - from[inner];
    return span == 0 ? 0 : (to[end] - to[inner]) / span;
  }
}
