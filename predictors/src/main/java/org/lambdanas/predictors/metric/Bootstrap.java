package org.lambdanas.predictors.metric;

import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;
import org.lambdanas.graph.random.Seed;

/**
 * Percentile bootstrap (Efron, 1979): the metric of many samples of the pairs, drawn with
 * replacement, and the quantiles of its values. A resample holds some pairs more than once. Those
 * are ties, which {@link PrecisionAt} leaves out at the border, so its intervals lie low.
 *
 * @param resamples number of samples
 * @param confidence share of the resampled values between the ends, above 0 and below 1
 * @param seed of the draws
 */
public record Bootstrap(int resamples, double confidence, Seed seed) {

  /** Checks. */
  public Bootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException(resamples + " resamples: must be at least 1");
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence " + confidence + ": must be above 0 and below 1");
    }
  }

  /**
   * A confidence interval.
   *
   * @param low its lower end
   * @param high its upper end
   * @param constantResamples how many resamples had a constant side; each counts as 0
   */
  public record Interval(double low, double high, int constantResamples) {}

  /**
   * The interval of a metric. The same seed and pairs give the same interval, and all metrics see
   * the same resamples.
   *
   * @param metric any
   * @param truth true values, {@code [architectures]}
   * @param predicted predictions for the same architectures, in the same order
   * @throws org.lambdanas.graph.error.DataException as {@link Metric#compute}
   */
  public Interval interval(Metric metric, double[] truth, double[] predicted) {
    // Refuses unfit pairs.
    metric.compute(truth, predicted);
    double[] drawnTruth = new double[truth.length];
    double[] drawnPredicted = new double[truth.length];
    int[] constant = {0};
    Ends ends =
        ends(
            truth.length,
            drawn -> {
              for (int i = 0; i < drawn.length; i++) {
                drawnTruth[i] = truth[drawn[i]];
                drawnPredicted[i] = predicted[drawn[i]];
              }
              MetricValue value = metric.compute(drawnTruth, drawnPredicted);
              constant[0] += value.constant() ? 1 : 0;
              return value.reported();
            },
            resamples,
            50 * (1 - confidence),
            seed.child("bootstrap").random());
    return new Interval(ends.low(), ends.high(), constant[0]);
  }

  /** Two quantiles of a statistic. */
  public record Ends(double low, double high) {}

  /**
   * Quantiles of a statistic over resamples.
   *
   * @param size number of things to draw from, at least 1
   * @param statistic of as many drawn things, by their indices; the array is used again
   * @param resamples number of samples
   * @param tailPercent share below the lower and above the upper quantile, in percent
   * @param random of the draws
   */
  public static Ends ends(
      int size,
      ToDoubleFunction<int[]> statistic,
      int resamples,
      double tailPercent,
      RandomGenerator random) {
    double[] values = new double[resamples];
    int[] drawn = new int[size];
    for (int r = 0; r < resamples; r++) {
      for (int i = 0; i < size; i++) {
        drawn[i] = random.nextInt(size);
      }
      values[r] = statistic.applyAsDouble(drawn);
    }
    Percentile quantile = new Percentile().withEstimationType(EstimationType.R_7);
    quantile.setData(values);
    return new Ends(quantile.evaluate(tailPercent), quantile.evaluate(100 - tailPercent));
  }
}
