package org.lambdanas.search.guided;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.proto.v1.Acquisition;

/** Chooses candidates by what is predicted of them (White et al., BANANAS, 2021, section 4). */
final class Judgement {

  private static final NormalDistribution NORMAL = new NormalDistribution();

  private static final double UCB_DEVIATIONS = 0.5;

  /** Expected improvement takes deviations for so many times what they are. */
  private static final double EI_DEVIATIONS = 0.2;

  private Judgement() {}

  /** The best of some candidates, best first. */
  static List<Candidate> best(
      List<Candidate> candidates,
      int count,
      Surrogate surrogate,
      Acquisition acquisition,
      RandomGenerator random) {
    Estimates estimates = surrogate.predict(candidates);
    double[] deviations =
        estimates.deviations().orElseGet(() -> new double[estimates.means().length]);
    double[] values = new double[candidates.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(acquisition, estimates.means()[i], deviations[i], surrogate.best(), random);
    }
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
        .limit(count)
        .map(candidates::get)
        .toList();
  }

  private static double value(
      Acquisition acquisition, double mean, double deviation, double best, RandomGenerator random) {
    return switch (acquisition) {
      case ACQUISITION_ITS -> mean + deviation * random.nextGaussian();
      case ACQUISITION_UCB -> mean + UCB_DEVIATIONS * deviation;
      case ACQUISITION_EI -> improvement(mean, EI_DEVIATIONS * deviation, best);
      case ACQUISITION_MEAN, ACQUISITION_UNSPECIFIED, UNRECOGNIZED -> mean;
    };
  }

  private static double improvement(double mean, double deviation, double best) {
    double by = mean - best;
    if (!(deviation > 0)) {
      return Math.max(by, 0);
    }
    double z = by / deviation;
    return by * NORMAL.cumulativeProbability(z) + deviation * NORMAL.density(z);
  }
}
