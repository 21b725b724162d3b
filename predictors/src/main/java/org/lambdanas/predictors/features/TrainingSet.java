package org.lambdanas.predictors.features;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * Rows and labels to learn from, in an order that depends on nothing but their contents, so that
 * the order in which they were given does not matter. The labels are standardised.
 *
 * @param rows at least 1
 * @param targets standardised labels, one for each row
 * @param mean of the labels
 * @param scale population standard deviation of the labels; 1 where they are all the same
 */
public record TrainingSet(SparseRows rows, double[] targets, double mean, double scale) {

  /** A deviation below this share of the largest label is rounding. */
  private static final double ROUNDING = 1e-12;

  private static final String ROWS = "rows";
  private static final String TARGETS = "targets";
  private static final String MEAN = "label_mean";
  private static final String SCALE = "label_scale";

  /** The same for feature vectors of one length, at least 1. */
  public static TrainingSet of(List<? extends Features> inputs, double[] labels) {
    return of(SparseRows.of(inputs), labels);
  }

  /** Sorts and standardises; there is at least 1 row, and a label for each. */
  public static TrainingSet of(SparseRows rows, double[] labels) {
    int[] order =
        IntStream.range(0, rows.size())
            .boxed()
            .sorted(((Comparator<Integer>) rows::compare).thenComparingDouble(i -> labels[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] sorted = Arrays.stream(order).mapToDouble(i -> labels[i]).toArray();
    double largest = Arrays.stream(sorted).map(Math::abs).max().orElse(0);
    double mean = 0;
    for (double label : sorted) {
      mean += label / sorted.length;
    }
    double variance = 0;
    for (double label : sorted) {
      variance += (label - mean) * (label - mean) / sorted.length;
    }
    double deviation = Math.sqrt(variance);
    double scale = deviation > ROUNDING * largest ? deviation : 1;
    double[] targets = new double[sorted.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (sorted[i] - mean) / scale;
    }
    return new TrainingSet(rows.take(order), targets, mean, scale);
  }

  /** Number of rows. */
  public int size() {
    return targets.length;
  }

  /** Some of the rows, in some order, standardised as before. */
  public TrainingSet take(int[] order) {
    return new TrainingSet(
        rows.take(order), Arrays.stream(order).mapToDouble(i -> targets[i]).toArray(), mean, scale);
  }

  /** What {@link #read} needs. */
  public List<NamedTensor> tensors() {
    return new StoredModel.Writer()
        .add(rows.tensors(ROWS))
        .vector(TARGETS, targets)
        .number(MEAN, mean)
        .number(SCALE, scale)
        .tensors();
  }

  /** Reads what {@link #tensors} wrote, or throws DataException where it is damaged. */
  public static TrainingSet read(StoredModel stored) {
    SparseRows rows = SparseRows.read(stored, ROWS);
    return new TrainingSet(
        rows, stored.numbers(TARGETS, rows.size()), stored.number(MEAN), stored.positive(SCALE));
  }
}
