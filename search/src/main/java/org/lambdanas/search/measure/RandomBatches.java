package org.lambdanas.search.measure;

import java.util.SplittableRandom;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.supernet.SuperNetworkSpec;

/** Batches of noise: the time of a step does not depend on what is in its images. */
final class RandomBatches {

  private final SuperNetworkSpec spec;
  private final int batchSize;
  private final Seed seed;

  RandomBatches(SuperNetworkSpec spec, int batchSize, Seed seed) {
    this.spec = spec;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  /** The batch of a number: standard normal values, labels drawn uniformly. */
  Batch at(long number) {
    SplittableRandom random = seed.child(number).random();
    int side = spec.imageSize();
    int channels = spec.size().imageChannels();
    float[] images = new float[batchSize * side * side * channels];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(batchSize, 0, spec.size().classes()).toArray();
    return new Batch(images, labels, batchSize, side, side, channels);
  }
}
