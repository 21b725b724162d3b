package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.predictors.table.TrainingCost;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;

/**
 * How long trainings of a person's networks take, in the mean over those that say so.
 *
 * @param sums seconds of the first epoch, of the first two, and so on
 */
record EpochSeconds(List<Double> sums) {

  /** Copies. */
  EpochSeconds {
    sums = List.copyOf(sums);
  }

  /**
   * By their curves of seconds, or else by what the whole training cost and the longest curve.
   *
   * @return empty: they do not say
   */
  static Optional<EpochSeconds> of(List<Observation> observations) {
    List<LearningCurve> timed =
        observations.stream()
            .flatMap(observation -> observation.getCurvesList().stream())
            .filter(curve -> curve.getMetric().equals(TrainingCost.EPOCH_SECONDS))
            .toList();
    int epochs =
        observations.stream()
            .flatMap(observation -> observation.getCurvesList().stream())
            .mapToInt(LearningCurve::getValuesCount)
            .max()
            .orElse(0);
    double whole =
        observations.stream()
            .mapToDouble(Observation::getCostSeconds)
            .filter(cost -> cost > 0)
            .average()
            .orElse(0);
    List<Double> sums = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < epochs && (!timed.isEmpty() || whole > 0); i++) {
      int epoch = i;
      sum +=
          timed.isEmpty()
              ? whole / epochs
              : timed.stream()
                  .filter(curve -> curve.getValuesCount() > epoch)
                  .mapToDouble(curve -> curve.getValues(epoch))
                  .filter(Double::isFinite)
                  .average()
                  .orElse(0);
      sums.add(sum);
    }
    return sums.isEmpty() ? Optional.empty() : Optional.of(new EpochSeconds(sums));
  }

  /** Seconds of the first epochs. */
  double of(int epochs) {
    return epochs == 0 ? 0 : sums.get(Math.min(epochs, sums.size()) - 1);
  }

  /** The most epochs that take no longer. */
  int within(double seconds) {
    return (int) sums.stream().filter(sum -> sum <= seconds).count();
  }
}
