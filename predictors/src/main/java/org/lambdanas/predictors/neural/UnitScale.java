package org.lambdanas.predictors.neural;

import java.util.Arrays;

/**
 * Labels of zero mean and unit variance, which networks learn whatever the labels' own scale.
 *
 * @param mean of the labels
 * @param deviation of the labels, over all of them; 1 where they are all the same
 */
record UnitScale(double mean, double deviation) {

  /** The scale of some labels. */
  static UnitScale of(double[] labels) {
    double mean = Arrays.stream(labels).average().orElseThrow();
    double variance =
        Arrays.stream(labels).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    double deviation = Math.sqrt(variance);
    return new UnitScale(mean, deviation > 1e-12 * Math.max(1, Math.abs(mean)) ? deviation : 1);
  }

  double[] toUnit(double[] labels) {
    return Arrays.stream(labels).map(x -> (x - mean) / deviation).toArray();
  }

  double fromUnit(double value) {
    return mean + deviation * value;
  }
}
