package org.lambdanas.predictors.tree;

import org.lambdanas.predictors.stored.StoredModel;

/** What the predictors of this package read. */
final class TreeEncodings {

  /** Name of the tensor that says how many features a model reads. */
  static final String FEATURES = "features";

  /** Far above any encoding. */
  static final int MOST_FEATURES = 1 << 20;

  private TreeEncodings() {}

  /**
   * How many features a model reads.
   *
   * @param stored has them under {@link #FEATURES}
   * @return at least 1
   * @throws org.lambdanas.graph.error.DataException if they are missing or out of range
   */
  static int features(StoredModel stored) {
    return stored.whole(FEATURES, 1, MOST_FEATURES);
  }
}
