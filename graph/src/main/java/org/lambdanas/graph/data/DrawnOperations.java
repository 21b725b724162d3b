package org.lambdanas.graph.data;

import org.lambdanas.proto.v1.DataConfig;

/** Operations that are drawn for each image anew. */
public sealed interface DrawnOperations permits RandAugment, TrivialAugment {

  /** Those of a configuration; none if it asks for none. */
  static DrawnOperations of(DataConfig data) {
    return switch (data.getAugment()) {
      case AUGMENT_TRIVIAL -> new TrivialAugment();
      case AUGMENT_RAND -> new RandAugment(data.getAugmentOperations(), data.getAugmentMagnitude());
      default -> none();
    };
  }

  /** Leaves images as they are. */
  static DrawnOperations none() {
    return RandAugment.NONE;
  }

  /** Whether there is anything that may change an image. */
  boolean changes();
}
