package org.lambdanas.predictors.predictor;

import java.util.Arrays;
import org.lambdanas.predictors.label.LabelScale;
import org.lambdanas.predictors.metric.Correlation;

/** What hyper-parameter optimisation judges a fit by, on observations that it has not seen. */
public enum TuningCriterion {

  /** Kendall's tau-b; 0 where it is negative or not defined. */
  KENDALL_TAU(0) {
    @Override
    double of(double[] labels, LabelScale scale, Estimates estimates) {
      return Math.max(0, Correlation.KENDALL.compute(labels, estimates.means()).reported());
    }
  },

  /** The mean logarithm of the label's density on the scale learnt on, without the constant. */
  LOG_LIKELIHOOD(-Double.MAX_VALUE) {
    @Override
    double of(double[] labels, LabelScale scale, Estimates estimates) {
      double[] deviations = estimates.deviations().orElseThrow();
      double sum = 0;
      for (int i = 0; i < labels.length; i++) {
        double deviation = Math.max(LEAST_DEVIATION, deviations[i]);
        double error = (scale.value(labels[i]) - estimates.means()[i]) / deviation;
        sum -= Math.log(deviation) + 0.5 * error * error;
      }
      return sum / labels.length;
    }
  };

  private static final double LEAST_DEVIATION = 1e-9;

  private final double worst;

  TuningCriterion(double worst) {
    this.worst = worst;
  }

  /** Of a candidate that cannot be fitted. */
  double worst() {
    return worst;
  }

  abstract double of(double[] labels, LabelScale scale, Estimates estimates);

  /** Higher is better. */
  double score(double[] labels, LabelScale scale, Estimates estimates) {
    return Arrays.stream(estimates.means()).allMatch(Double::isFinite)
        ? of(labels, scale, estimates)
        : worst;
  }
}
