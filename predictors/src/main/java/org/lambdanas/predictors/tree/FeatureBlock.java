package org.lambdanas.predictors.tree;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;

/**
 * Feature vectors as the rows of one flat array, a block of rows at a time, so that millions of
 * them pass through little memory.
 */
final class FeatureBlock {

  /** Numbers in one block: 4 MiB, so a block and its results stay near the processor. */
  private static final int NUMBERS = 1 << 20;

  private static final int MOST_ROWS = 8192;

  /** Of a training set, which is one array. */
  private static final int MOST_NUMBERS = 1 << 30;

  private final int features;
  private final float[] values;
  private int rows;

  private FeatureBlock(int features, int mostRows) {
    this.features = features;
    this.values = new float[Math.multiplyExact(features, mostRows)];
  }

  /** What is done with a block. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Takes a block.
     *
     * @param block its rows
     * @param first index of its first row among all
     */
    void visit(FeatureBlock block, int first);
  }

  /**
   * Passes over encodings block by block.
   *
   * @param encodings feature vectors
   * @param features length that each must have
   * @param visitor sees each block once; the next block takes the same memory
   * @throws DataException if an encoding is no feature vector or has another length
   */
  static void each(List<Encoding> encodings, int features, Visitor visitor) {
    int mostRows = mostRows(encodings.size(), features);
    FeatureBlock block = new FeatureBlock(features, mostRows);
    for (int first = 0; first < encodings.size(); first += mostRows) {
      block.fill(encodings, first, Math.min(mostRows, encodings.size() - first));
      visitor.visit(block, first);
    }
  }

  /**
   * How many rows the largest block of {@link #each} has.
   *
   * @param encodings how many there are
   * @param features length of each
   * @return at least 1
   */
  static int mostRows(int encodings, int features) {
    return Math.max(1, Math.min(Math.min(MOST_ROWS, NUMBERS / features), encodings));
  }

  /**
   * All encodings as one block, for training.
   *
   * @param encodings feature vectors, at least one
   * @return one row each, all of the length of the first
   * @throws DataException if one is no feature vector or has another length
   */
  static FeatureBlock whole(List<Encoding> encodings) {
    int features = vector(encodings.get(0)).getLength();
    if (features < 1
        || features > TreeEncodings.MOST_FEATURES
        || (long) features * encodings.size() > MOST_NUMBERS) {
      throw new DataException(
          encodings.size()
              + " encodings of "
              + Integer.toUnsignedString(features)
              + " features are more than trees can be trained on: at most "
              + TreeEncodings.MOST_FEATURES
              + " features and "
              + MOST_NUMBERS
              + " numbers");
    }
    FeatureBlock block = new FeatureBlock(features, encodings.size());
    block.fill(encodings, 0, encodings.size());
    return block;
  }

  int rows() {
    return rows;
  }

  int features() {
    return features;
  }

  /** The rows, {@code [rows, features]}; behind them there may be more numbers. */
  float[] values() {
    return values;
  }

  /** The rows and nothing else, {@code [rows, features]}. */
  float[] exactValues() {
    int length = rows * features;
    return length == values.length ? values : Arrays.copyOf(values, length);
  }

  private void fill(List<Encoding> encodings, int first, int count) {
    rows = count;
    for (int row = 0; row < count; row++) {
      FeatureVector vector = vector(encodings.get(first + row));
      if (vector.getLength() != features) {
        throw new DataException(
            "an encoding has "
                + Integer.toUnsignedString(vector.getLength())
                + " features: the predictor reads "
                + features);
      }
      int given = vector.getValuesCount();
      int start = row * features;
      if (vector.getIndicesCount() == 0 && given > 0) {
        if (given != features) {
          throw new DataException(
              "an encoding of " + features + " features has " + given + " values");
        }
        for (int i = 0; i < given; i++) {
          values[start + i] = vector.getValues(i);
        }
      } else {
        Arrays.fill(values, start, start + features, 0);
        scatter(vector, start);
      }
    }
  }

  private void scatter(FeatureVector vector, int start) {
    if (vector.getIndicesCount() != vector.getValuesCount()) {
      throw new DataException(
          "an encoding has "
              + vector.getIndicesCount()
              + " indices and "
              + vector.getValuesCount()
              + " values");
    }
    for (int i = 0; i < vector.getIndicesCount(); i++) {
      int index = vector.getIndices(i);
      if (index < 0 || index >= features) {
        throw new DataException(
            "an encoding of "
                + features
                + " features has one at index "
                + Integer.toUnsignedString(index));
      }
      values[start + index] = vector.getValues(i);
    }
  }

  private static FeatureVector vector(Encoding encoding) {
    if (!encoding.hasVector()) {
      throw new DataException(
          "encoding '" + Excerpt.of(encoding.getEncoding()) + "' is no vector of features");
    }
    return encoding.getVector();
  }
}
