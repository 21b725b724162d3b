package org.lambdanas.predictors.features;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.features.FeatureShape.Form;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * Feature vectors as rows of a matrix of which only the elements other than 0 are kept: encodings
 * of architectures are mostly zeros. Immutable.
 */
public final class SparseRows {

  /** Far above any encoding; keeps a damaged file from asking for all memory. */
  private static final int MOST_FEATURES = 1 << 24;

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

  /**
   * The rows of feature vectors.
   *
   * @param inputs vectors, all of one length; at least 1
   * @return one row for each
   * @throws DataException if one is no vector, or their lengths differ
   */
  public static SparseRows of(List<? extends Features> inputs) {
    return of(inputs, Features.shape(inputs, Form.VECTOR).size());
  }

  /**
   * The rows of feature vectors of a given length.
   *
   * @param inputs vectors
   * @param features how many features each must have
   * @return one row for each
   * @throws DataException if one is no vector, or has another length
   */
  public static SparseRows of(List<? extends Features> inputs, int features) {
    List<Features.Vector> vectors =
        Features.require(inputs, FeatureShape.vector(features), Features.Vector.class);
    int[] starts = new int[vectors.size() + 1];
    for (int i = 0; i < vectors.size(); i++) {
      starts[i + 1] = starts[i] + vectors.get(i).positions().length;
    }
    int[] positions = new int[starts[vectors.size()]];
    double[] values = new double[positions.length];
    for (int i = 0; i < vectors.size(); i++) {
      Features.Vector vector = vectors.get(i);
      System.arraycopy(vector.positions(), 0, positions, starts[i], vector.positions().length);
      for (int k = 0; k < vector.values().length; k++) {
        values[starts[i] + k] = vector.values()[k];
      }
    }
    return new SparseRows(features, starts, positions, values);
  }

  /**
   * The rows of a matrix.
   *
   * @param rows {@code [rows][features]}
   * @param features how many
   * @return its rows
   */
  public static SparseRows of(double[][] rows, int features) {
    int[] starts = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      int count = 0;
      for (double value : rows[i]) {
        count += value != 0 ? 1 : 0;
      }
      starts[i + 1] = starts[i] + count;
    }
    int[] positions = new int[starts[rows.length]];
    double[] values = new double[positions.length];
    int next = 0;
    for (double[] row : rows) {
      for (int k = 0; k < features; k++) {
        if (row[k] != 0) {
          positions[next] = k;
          values[next++] = row[k];
        }
      }
    }
    return new SparseRows(features, starts, positions, values);
  }

  /** Number of rows. */
  public int size() {
    return starts.length - 1;
  }

  /** Number of features of each row. */
  public int features() {
    return features;
  }

  /**
   * The scalar product of a row and a vector.
   *
   * @param row 0-based
   * @param vector {@code [features]}
   * @return the sum of the products, from the first feature to the last
   */
  public double dot(int row, double[] vector) {
    double sum = 0;
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      sum += values[k] * vector[positions[k]];
    }
    return sum;
  }

  /**
   * The square of a row's length.
   *
   * @param row 0-based
   * @return the sum of the squares of its features
   */
  public double squaredNorm(int row) {
    double sum = 0;
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      sum += values[k] * values[k];
    }
    return sum;
  }

  /**
   * {@code target += factor * row}.
   *
   * @param row 0-based
   * @param factor any number
   * @param target {@code [features]}, changed
   */
  public void addTo(int row, double factor, double[] target) {
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      target[positions[k]] += factor * values[k];
    }
  }

  /**
   * Puts 0 wherever a row has another value.
   *
   * @param row 0-based
   * @param target {@code [features]}, changed
   */
  public void clear(int row, double[] target) {
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      target[positions[k]] = 0;
    }
  }

  /** What is called with each element other than 0. */
  @FunctionalInterface
  public interface ElementReader {

    /**
     * One element.
     *
     * @param feature 0-based
     * @param value not 0
     */
    void read(int feature, double value);
  }

  /**
   * Reads a row.
   *
   * @param row 0-based
   * @param reader is called with each element other than 0, in ascending order
   */
  public void forEach(int row, ElementReader reader) {
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      reader.read(positions[k], values[k]);
    }
  }

  /**
   * Some of the rows.
   *
   * @param order which, in which order
   * @return these rows
   */
  public SparseRows take(int[] order) {
    int[] newStarts = new int[order.length + 1];
    for (int i = 0; i < order.length; i++) {
      newStarts[i + 1] = newStarts[i] + starts[order[i] + 1] - starts[order[i]];
    }
    int[] newPositions = new int[newStarts[order.length]];
    double[] newValues = new double[newPositions.length];
    for (int i = 0; i < order.length; i++) {
      int length = newStarts[i + 1] - newStarts[i];
      System.arraycopy(positions, starts[order[i]], newPositions, newStarts[i], length);
      System.arraycopy(values, starts[order[i]], newValues, newStarts[i], length);
    }
    return new SparseRows(features, newStarts, newPositions, newValues);
  }

  /**
   * Compares two rows in an order that depends on nothing but their contents.
   *
   * @param a 0-based
   * @param b 0-based
   * @return negative, 0 or positive, as for a comparator; 0 only for equal rows
   */
  public int compare(int a, int b) {
    int byPlace =
        Arrays.compare(positions, starts[a], starts[a + 1], positions, starts[b], starts[b + 1]);
    return byPlace != 0
        ? byPlace
        : Arrays.compare(values, starts[a], starts[a + 1], values, starts[b], starts[b + 1]);
  }

  /**
   * The rows with one more feature, which is always 1.
   *
   * @return {@code features + 1} features
   */
  public SparseRows withOne() {
    int size = size();
    int[] newStarts = IntStream.rangeClosed(0, size).map(i -> starts[i] + i).toArray();
    int[] newPositions = new int[positions.length + size];
    double[] newValues = new double[newPositions.length];
    for (int i = 0; i < size; i++) {
      int length = starts[i + 1] - starts[i];
      System.arraycopy(positions, starts[i], newPositions, newStarts[i], length);
      System.arraycopy(values, starts[i], newValues, newStarts[i], length);
      newPositions[newStarts[i] + length] = features;
      newValues[newStarts[i] + length] = 1;
    }
    return new SparseRows(features + 1, newStarts, newPositions, newValues);
  }

  /**
   * The rows as tensors.
   *
   * @param name what their names start with
   * @return what {@link #read} needs
   */
  public List<NamedTensor> tensors(String name) {
    return new StoredModel.Writer()
        .whole(name + "/features", features)
        .wholes(name + "/starts", starts)
        .wholes(name + "/positions", positions)
        .vector(name + "/values", values)
        .tensors();
  }

  /**
   * Reads what {@link #tensors} wrote.
   *
   * @param stored the model
   * @param name what their names start with
   * @return the rows, at least 1
   * @throws DataException if a tensor is missing or has another shape, or values out of range
   */
  public static SparseRows read(StoredModel stored, String name) {
    int features = stored.whole(name + "/features", 1, MOST_FEATURES);
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
