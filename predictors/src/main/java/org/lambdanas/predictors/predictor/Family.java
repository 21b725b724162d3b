package org.lambdanas.predictors.predictor;

/** The families of performance predictors (White et al., section 3). */
public enum Family {
  /** Learns from trained architectures. */
  MODEL_BASED("model-based"),
  /** Reads the first epochs of an architecture's own training. */
  LEARNING_CURVE("learning-curve"),
  /** Both. */
  HYBRID("hybrid"),
  /** Looks at an architecture's network before it is trained. */
  ZERO_COST("zero-cost"),
  /** Reads accuracies of a super-network whose weights all architectures share. */
  WEIGHT_SHARING("weight-sharing");

  private final String text;

  Family(String text) {
    this.text = text;
  }

  /** As people write it. */
  @Override
  public String toString() {
    return text;
  }
}
