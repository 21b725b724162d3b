package org.lambdanas.predictors.tree;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.predictor.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/** What the predictors of this package read. */
final class TreeEncodings {

  /** Their encodings, their own first. */
  static final List<String> IDS = List.of("adjacency_one_hot", "path", "adjacency_one_hot+path");

  private static final String FEATURES = "features";

  /** Far above any encoding. */
  static final int MOST_FEATURES = 1 << 20;

  private TreeEncodings() {}

  /** How many features a model reads, as a tensor. */
  static NamedTensor features(int features) {
    return TensorMessages.of(FEATURES, new long[0], new long[] {features});
  }

  /**
   * How many features a model reads.
   *
   * @param stored has {@link #features(int)}
   * @return at least 1
   * @throws DataException if it is missing or out of range
   */
  static int features(StoredModel stored) {
    long features = TensorMessages.longs(stored.tensor(FEATURES))[0];
    if (features < 1 || features > MOST_FEATURES) {
      throw new DataException(
          "the fitted predictor reads " + features + " features: must be 1 to " + MOST_FEATURES);
    }
    return (int) features;
  }
}
