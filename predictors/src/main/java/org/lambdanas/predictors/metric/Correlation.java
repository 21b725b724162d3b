package org.lambdanas.predictors.metric;

import java.util.Arrays;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/** Correlations of predictions with the truth, -1 to 1. */
public enum Correlation implements Metric {
  /** Pearson's product-moment correlation, with its sign. */
  PEARSON("pearson"),
  /** Spearman's rank correlation: Pearson's of the ranks, ties sharing their mean rank. */
  SPEARMAN("spearman"),
  /** Kendall's tau-b, which corrects for ties on either side. */
  KENDALL("kendall_tau");

  private final String id;

  Correlation(String id) {
    this.id = id;
  }

  private double between(double[] x, double[] y) {
    return switch (this) {
      case PEARSON -> pearson(x, y);
      case SPEARMAN -> pearson(ranks(x), ranks(y));
      case KENDALL -> KendallTau.tauB(x, y);
    };
  }

  private static double[] ranks(double[] values) {
    return new NaturalRanking(TiesStrategy.AVERAGE).rank(values);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int leastSize() {
    return 2;
  }

  @Override
  public MetricValue compute(double[] truth, double[] predicted) {
    Pairs.require(this, truth, predicted);
    if (isConstant(truth) || isConstant(predicted)) {
      return MetricValue.ofConstant();
    }
    double value = between(withoutNegativeZeros(truth), withoutNegativeZeros(predicted));
    return MetricValue.of(Math.max(-1, Math.min(1, value)));
  }

  private static boolean isConstant(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }

  /** To sorting, -0.0 and 0.0 are no tie. */
  private static double[] withoutNegativeZeros(double[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[i] + 0.0);
    return result;
  }

  /** In two passes: the library's own goes through 1 - r², which loses digits of small values. */
  private static double pearson(double[] x, double[] y) {
    double[] dx = deviations(x);
    double[] dy = deviations(y);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < dx.length; i++) {
      xy += dx[i] * dy[i];
      xx += dx[i] * dx[i];
      yy += dy[i] * dy[i];
    }
    return xy / (Math.sqrt(xx) * Math.sqrt(yy));
  }

  /** Deviations from the mean, scaled by powers of two so that no square over- or underflows. */
  private static double[] deviations(double[] values) {
    double[] result = scaled(values);
    double sum = 0;
    for (double value : result) {
      sum += value;
    }
    double mean = sum / result.length;
    for (int i = 0; i < result.length; i++) {
      result[i] -= mean;
    }
    return scaled(result);
  }

  private static double[] scaled(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    int exponent = Math.getExponent(largest);
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> Math.scalb(values[i], -exponent));
    return result;
  }
}
