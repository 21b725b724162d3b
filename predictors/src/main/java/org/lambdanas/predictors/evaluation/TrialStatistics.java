package org.lambdanas.predictors.evaluation;

import java.util.Arrays;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.metric.Bootstrap;
import org.lambdanas.predictors.metric.Bootstrap.Ends;

/**
 * A number over trials.
 *
 * @param trials how many there are, at least 1
 * @param mean over the trials
 * @param deviation standard deviation over the trials, with n - 1; NaN for a single trial
 * @param low lower end of the 95 % interval of the mean, by bootstrap over the trials; NaN for a
 *     single trial
 * @param high its upper end
 */
record TrialStatistics(int trials, double mean, double deviation, double low, double high) {

  private static final int RESAMPLES = 1000;
  private static final double TAIL_PERCENT = 2.5;

  static TrialStatistics of(double[] values, Seed seed) {
    int n = values.length;
    double mean = mean(values);
    if (n == 1) {
      return new TrialStatistics(1, mean, Double.NaN, Double.NaN, Double.NaN);
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    Ends ends =
        Bootstrap.ends(
            n,
            drawn -> mean(Arrays.stream(drawn).mapToDouble(i -> values[i]).toArray()),
            RESAMPLES,
            TAIL_PERCENT,
            seed.random());
    return new TrialStatistics(n, mean, Math.sqrt(squares / (n - 1)), ends.low(), ends.high());
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
