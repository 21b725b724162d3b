package org.lambdanas.predictors.metric;

import java.util.SplittableRandom;
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
   * @return the interval
   * @throws org.lambdanas.graph.error.DataException as {@link Metric#compute}
   */
  public Interval interval(Metric metric, double[] truth, double[] predicted) {
    // Refuses unfit pairs.
    metric.compute(truth, predicted);
    SplittableRandom random = seed.child("bootstrap").random();
    double[] values = new double[resamples];
    double[] drawnTruth = new double[truth.length];
    double[] drawnPredicted = new double[truth.length];
    int constant = 0;
    for (int r = 0; r < resamples; r++) {
      for (int i = 0; i < truth.length; i++) {
        int pair = random.nextInt(truth.length);
        drawnTruth[i] = truth[pair];
        drawnPredicted[i] = predicted[pair];
      }
      MetricValue value = metric.compute(drawnTruth, drawnPredicted);
      values[r] = value.reported();
      constant += value.constant() ? 1 : 0;
    }
    Percentile quantile = new Percentile().withEstimationType(EstimationType.R_7);
    quantile.setData(values);
    double tail = 50 * (1 - confidence);
    return new Interval(quantile.evaluate(tail), quantile.evaluate(100 - tail), constant);
  }
}
