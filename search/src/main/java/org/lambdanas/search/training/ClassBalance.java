package org.lambdanas.search.training;

import java.util.List;
import java.util.stream.IntStream;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.proto.v1.ClassWeights;
import org.lambdanas.proto.v1.TrainingConfig;

/** What images of a class count in the loss of a training. */
final class ClassBalance {

  private ClassBalance() {}

  /**
   * The weights that a configuration asks for.
   *
   * @param training the images that train
   * @param classes of the network; those without an image count nothing
   * @return a weight for each class, whose mean over the images is 1; empty: all count alike
   */
  static List<Double> weights(TrainingConfig config, ImageSet training, int classes) {
    if (config.getClassWeights() != ClassWeights.CLASS_WEIGHTS_BALANCED) {
      return List.of();
    }
    long[] images = new long[classes];
    for (int i = 0; i < training.size(); i++) {
      images[training.label(i)]++;
    }
    long present = IntStream.range(0, classes).filter(c -> images[c] > 0).count();
    return IntStream.range(0, classes)
        .mapToObj(c -> images[c] == 0 ? 0 : (double) training.size() / (present * images[c]))
        .toList();
  }
}
