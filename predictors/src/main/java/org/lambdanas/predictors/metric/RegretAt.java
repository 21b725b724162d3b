package org.lambdanas.predictors.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Top-k regret: the best true value minus the best true value among the k predicted best, in the
 * units of the truth. Of equal predictions the truly worse one counts as chosen first: a predictor
 * that cannot tell gets no credit for luck, and constant predictions have a defined regret.
 *
 * @param k how many of the predicted best are looked at
 */
public record RegretAt(int k) implements Metric {

  /** Checks. */
  public RegretAt {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 1");
    }
  }

  @Override
  public String id() {
    return "regret_at_" + k;
  }

  @Override
  public MetricValue compute(double[] truth, double[] predicted) {
    Pairs.require(this, truth, predicted);
    double best = Arrays.stream(truth).max().orElseThrow();
    double chosen =
        IntStream.range(0, truth.length)
            .boxed()
            // Adding 0.0 makes -0.0 and 0.0 equal.
            .sorted(
                Comparator.comparingDouble((Integer i) -> -(predicted[i] + 0.0) + 0.0)
                    .thenComparingDouble(i -> truth[i]))
            .limit(k)
            .mapToDouble(i -> truth[i])
            .max()
            .orElseThrow();
    return MetricValue.of(best - chosen);
  }
}
