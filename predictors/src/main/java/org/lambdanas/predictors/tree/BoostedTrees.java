package org.lambdanas.predictors.tree;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * Boosted trees that a native library has fitted: a base and the sum of what the trees say, added
 * up in the library's order and precision, which gives its bits.
 *
 * @param forest the trees
 * @param base what is added to
 * @param single whether every sum is rounded to single precision
 */
record BoostedTrees(Forest forest, double base, boolean single) implements Learned {

  private static final String BASE = "base";

  /**
   * Reads trees back.
   *
   * @param stored what {@link #store} wrote, or an earlier version with the library's own form
   * @param mostTrees as many as the predictor's settings allow
   * @param single whether every sum is rounded to single precision
   * @param libraryForm reads the library's own form
   * @throws DataException if it is damaged
   */
  static BoostedTrees read(
      StoredModel stored,
      int mostTrees,
      boolean single,
      Function<ByteString, BoostedTrees> libraryForm) {
    BoostedTrees read =
        stored.nativeModel().isEmpty()
            ? new BoostedTrees(Forest.read(stored), stored.number(BASE), single)
            : libraryForm.apply(stored.nativeModel());
    int width = stored.features(Forest.WIDTH);
    if (read.forest.width() != width || read.forest.trees() > mostTrees) {
      throw new DataException(
          "the fitted predictor has %d trees on %d features: must be at most %d on %d"
              .formatted(read.forest.trees(), read.forest.width(), mostTrees, width));
    }
    return read;
  }

  @Override
  public Estimates predict(List<Features> inputs) {
    double[] means = new double[inputs.size()];
    Arrays.fill(means, base);
    FeatureBlock.each(inputs, forest.width(), (block, first) -> predict(block, first, means));
    return Estimates.of(means);
  }

  private void predict(FeatureBlock block, int first, double[] means) {
    double[] values = new double[block.rows()];
    for (int tree = 0; tree < forest.trees(); tree++) {
      forest.evaluate(tree, block, values);
      for (int row = 0; row < values.length; row++) {
        double sum = means[first + row] + values[row];
        means[first + row] = single ? (float) sum : sum;
      }
    }
  }

  @Override
  public StoredModel store() {
    return forest.store().number(BASE, base).model();
  }
}
