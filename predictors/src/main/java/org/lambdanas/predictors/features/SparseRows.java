package org.lambdanas.predictors.features;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.features.FeatureShape.Form;
import org.lambdanas.predictors.numeric.Rows;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * Feature vectors as rows of a matrix of which only the elements other than 0 are kept: encodings
 * of architectures are mostly zeros. Rows count from 0. Immutable.
 */
public final class SparseRows {

  private final int features;

  /** Where each row starts in the other two, and where the last one ends. */
  private final int[] starts;

  private final int[] positions;
  private final double[] values;

  private SparseRows(int features, int[] starts, int[] positions, double[] values) {
    this.features = features;
    this.starts = starts;
    this.positions = positions;
    this.values = values;
  }

  /** Takes rows one after the other, each from its first element to its last. */
  private static final class Collector {

    private final int[] starts;
    private int[] positions = new int[64];
    private double[] values = new double[64];
    private int row;
    private int count;

    Collector(int rows) {
      starts = new int[rows + 1];
    }

    void add(int position, double value) {
      if (count == positions.length) {
        positions = Arrays.copyOf(positions, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
      }
      positions[count] = position;
      values[count++] = value;
    }

    void endRow() {
      starts[++row] = count;
    }

    SparseRows rows(int features) {
      return new SparseRows(
          features, starts, Arrays.copyOf(positions, count), Arrays.copyOf(values, count));
    }
  }

  /**
   * The rows of vectors, at least 1; DataException if one is no vector, or their lengths differ.
   */
  public static SparseRows of(List<? extends Features> inputs) {
    return of(inputs, Features.shape(inputs, Form.VECTOR).size());
  }

  /**
   * The rows of vectors of a given length; DataException if one is no vector, or has another
   * length.
   */
  public static SparseRows of(List<? extends Features> inputs, int features) {
    Collector collector = new Collector(inputs.size());
    for (Features.Vector vector :
        Features.require(inputs, FeatureShape.vector(features), Features.Vector.class)) {
      for (int k = 0; k < vector.positions().length; k++) {
        collector.add(vector.positions()[k], vector.values()[k]);
      }
      collector.endRow();
    }
    return collector.rows(features);
  }

  /** The rows of a matrix, {@code [rows][features]}. */
  public static SparseRows of(double[][] rows, int features) {
    Collector collector = new Collector(rows.length);
    for (double[] row : rows) {
      for (int k = 0; k < features; k++) {
        if (row[k] != 0) {
          collector.add(k, row[k]);
        }
      }
      collector.endRow();
    }
    return collector.rows(features);
  }

  /** Number of rows. */
  public int size() {
    return starts.length - 1;
  }

  /** Number of features of each row. */
  public int features() {
    return features;
  }

  /** The scalar product of a row and a vector, summed from the first feature to the last. */
  public double dot(int row, double[] vector) {
    double sum = 0;
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      sum += values[k] * vector[positions[k]];
    }
    return sum;
  }

  /**
   * The scalar products of a row and many vectors at once. What becomes of one does not depend on
   * the others, to the bit.
   *
   * @param row which
   * @param vectors {@code [features][vectors]}: each vector is a column
   * @param products gets one for each vector
   * @param count number of vectors
   */
  public void dots(int row, double[][] vectors, double[] products, int count) {
    Arrays.fill(products, 0, count, 0);
    int k = starts[row];
    for (; k + 4 <= starts[row + 1]; k += 4) {
      Rows.add(
          products,
          values[k],
          vectors[positions[k]],
          values[k + 1],
          vectors[positions[k + 1]],
          values[k + 2],
          vectors[positions[k + 2]],
          values[k + 3],
          vectors[positions[k + 3]],
          count);
    }
    for (; k < starts[row + 1]; k++) {
      Rows.add(products, values[k], vectors[positions[k]], count);
    }
  }

  /** The sum of the squares of a row's features. */
  public double squaredNorm(int row) {
    double sum = 0;
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      sum += values[k] * values[k];
    }
    return sum;
  }

  /** The mean of the squared distances of all pairs of rows; 0 where all are the same. */
  public double meanSquaredDistance() {
    int n = size();
    double[] sum = new double[features];
    double norms = 0;
    for (int i = 0; i < n; i++) {
      addTo(i, 1, sum);
      norms += squaredNorm(i);
    }
    double squaredSum = 0;
    for (double value : sum) {
      squaredSum += value * value;
    }
    // The sum over all ordered pairs of |x - x'|^2.
    double pairs = 2 * (n * norms - squaredSum);
    double mean = n < 2 ? 0 : pairs / ((double) n * (n - 1));
    return mean > 1e-12 * norms / n ? mean : 0;
  }

  /** {@code target += factor * row}. */
  public void addTo(int row, double factor, double[] target) {
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      target[positions[k]] += factor * values[k];
    }
  }

  /** Puts 0 wherever a row has another value. */
  public void clear(int row, double[] target) {
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      target[positions[k]] = 0;
    }
  }

  /** What is called with each element other than 0. */
  @FunctionalInterface
  public interface ElementReader {
    /** One element. */
    void read(int feature, double value);
  }

  /** Gives the elements of a row other than 0, in ascending order. */
  public void forEach(int row, ElementReader reader) {
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      reader.read(positions[k], values[k]);
    }
  }

  /** Some of the rows, in some order. */
  public SparseRows take(int[] order) {
    Collector collector = new Collector(order.length);
    for (int row : order) {
      forEach(row, collector::add);
      collector.endRow();
    }
    return collector.rows(features);
  }

  /**
   * Compares two rows in an order that depends on nothing but their contents; 0 for equal rows
   * only.
   */
  public int compare(int a, int b) {
    int byPlace =
        Arrays.compare(positions, starts[a], starts[a + 1], positions, starts[b], starts[b + 1]);
    return byPlace != 0
        ? byPlace
        : Arrays.compare(values, starts[a], starts[a + 1], values, starts[b], starts[b + 1]);
  }

  /** The rows with one more feature, which is always 1. */
  public SparseRows withOne() {
    Collector collector = new Collector(size());
    for (int row = 0; row < size(); row++) {
      forEach(row, collector::add);
      collector.add(features, 1);
      collector.endRow();
    }
    return collector.rows(features + 1);
  }

  /** What {@link #read} needs, under names that start with the given one. */
  public List<NamedTensor> tensors(String name) {
    return new StoredModel.Writer()
        .whole(name + "/features", features)
        .wholes(name + "/starts", starts)
        .wholes(name + "/positions", positions)
        .vector(name + "/values", values)
        .tensors();
  }

  /**
   * Reads what {@link #tensors} wrote, at least 1 row, or throws DataException where it is damaged.
   */
  public static SparseRows read(StoredModel stored, String name) {
    int features = stored.features(name + "/features");
    int[] positions = stored.wholes(name + "/positions", 0, features - 1);
    int[] starts = stored.wholes(name + "/starts", 0, positions.length);
    double[] values = stored.numbers(name + "/values", positions.length);
    if (starts.length < 2 || starts[0] != 0 || starts[starts.length - 1] != positions.length) {
      throw new DataException("tensor '" + name + "/starts' does not fit its rows");
    }
    for (int i = 0; i + 1 < starts.length; i++) {
      if (starts[i + 1] < starts[i]) {
        throw new DataException("tensor '" + name + "/starts' does not ascend at row " + i);
      }
      for (int k = starts[i] + 1; k < starts[i + 1]; k++) {
        if (positions[k] <= positions[k - 1]) {
          throw new DataException("tensor '" + name + "/positions' does not ascend in row " + i);
        }
      }
    }
    return new SparseRows(features, starts, positions, values);
  }
}
