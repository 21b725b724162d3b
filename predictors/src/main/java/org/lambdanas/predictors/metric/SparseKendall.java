package org.lambdanas.predictors.metric;

/**
 * Sparse Kendall tau: tau-b of the truth and of predictions rounded to a few decimals, so that
 * differences too small to matter count as ties (Siems et al., NAS-Bench-301, 2020). Half a step
 * goes to the even neighbour.
 *
 * @param decimals decimals kept, in percent units: 1 is the definition of NAS-Bench-301. Of losses
 *     in nats a hundredth counts as one percent, which is what it changes the perplexity by: give
 *     them times {@link #PERCENT_A_NAT}
 */
public record SparseKendall(int decimals) implements Metric {

  /** A difference of one nat, as percent of what a loss is the logarithm of, to first order. */
  public static final double PERCENT_A_NAT = 100;

  /** Checks. */
  public SparseKendall {
    if (decimals < 0 || decimals > 9) {
      throw new IllegalArgumentException(decimals + " decimals: must be 0 to 9");
    }
  }

  @Override
  public String id() {
    return "sparse_kendall_tau_" + decimals;
  }

  @Override
  public boolean needsUnits() {
    return true;
  }

  @Override
  public int leastSize() {
    return 2;
  }

  @Override
  public MetricValue compute(double[] truth, double[] predicted) {
    Pairs.require(this, truth, predicted);
    double steps = Math.pow(10, decimals);
    double[] rounded = new double[predicted.length];
    for (int i = 0; i < rounded.length; i++) {
      double scaled = predicted[i] * steps;
      rounded[i] = Double.isInfinite(scaled) ? predicted[i] : Math.rint(scaled) / steps;
    }
    return Correlation.KENDALL.compute(truth, rounded);
  }
}
