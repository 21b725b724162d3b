package org.lambdanas.predictors.tree;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;

/**
 * Feature vectors as the rows of one flat array, a block of rows at a time, so that millions of
 * them pass through little memory.
 */
final class FeatureBlock {

  /** Numbers in one block: 4 MiB, so a block and its results stay near the processor. */
  private static final int NUMBERS = 1 << 20;

  private static final int MOST_ROWS = 8192;

  /** Far above any encoding. */
  private static final int MOST_FEATURES = 1 << 20;

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
   * Passes over inputs block by block.
   *
   * @param inputs feature vectors
   * @param features length that each must have
   * @param visitor sees each block once; the next block takes the same memory
   * @throws DataException if an input is no feature vector or has another length
   */
  static void each(List<Features> inputs, int features, Visitor visitor) {
    List<Features.Vector> vectors =
        Features.require(inputs, FeatureShape.vector(features), Features.Vector.class);
    int mostRows = Math.max(1, Math.min(Math.min(MOST_ROWS, NUMBERS / features), inputs.size()));
    FeatureBlock block = new FeatureBlock(features, mostRows);
    for (int first = 0; first < vectors.size(); first += mostRows) {
      Cancellation.check();
      block.fill(vectors.subList(first, Math.min(first + mostRows, vectors.size())));
      visitor.visit(block, first);
    }
  }

  /**
   * All inputs as one block, for training.
   *
   * @param inputs feature vectors, at least one
   * @return one row each, all of the length of the first
   * @throws DataException if one is no feature vector or has another length
   */
  static FeatureBlock whole(List<Features> inputs) {
    FeatureShape shape = Features.shape(inputs, FeatureShape.Form.VECTOR);
    int features = shape.size();
    if (features > MOST_FEATURES || (long) features * inputs.size() > MOST_NUMBERS) {
      throw new DataException(
          inputs.size()
              + " encodings of "
              + features
              + " features are more than trees can be trained on: at most "
              + MOST_FEATURES
              + " features and "
              + MOST_NUMBERS
              + " numbers");
    }
    FeatureBlock block = new FeatureBlock(features, inputs.size());
    block.fill(Features.require(inputs, shape, Features.Vector.class));
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

  private void fill(List<Features.Vector> vectors) {
    rows = vectors.size();
    Arrays.fill(values, 0, rows * features, 0);
    for (int row = 0; row < rows; row++) {
      vectors.get(row).copyTo(values, row * features);
    }
  }
}
