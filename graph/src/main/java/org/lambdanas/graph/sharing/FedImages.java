package org.lambdanas.graph.sharing;

import java.util.List;
import java.util.stream.IntStream;
import org.lambdanas.graph.data.Batches;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.PixelPlace;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;

/**
 * Images in batches, as they are given to TensorFlow again and again: once if they are few, anew
 * each time otherwise. Safe for use by several threads.
 *
 * @param batches of the images
 * @param kept all of them; empty if they are too many
 */
record FedImages(Batches batches, Precision precision, List<FedBatch> kept) {

  /**
   * Images that are few if their values take no more memory than pixels may.
   *
   * @param scope owns what is kept
   */
  static FedImages of(StepScope scope, Precision precision, Batches batches) {
    ImageSet images = batches.images();
    double bytes =
        (double) Float.BYTES * images.size() * images.height() * images.width() * images.channels();
    return new FedImages(
        batches,
        precision,
        bytes > PixelPlace.ofProcess().most()
            ? List.of()
            : IntStream.range(0, batches.batchesPerEpoch())
                .mapToObj(i -> FedBatch.of(scope, precision, batches.batch(0, i)))
                .toList());
  }

  /** Number of batches. */
  int count() {
    return batches.batchesPerEpoch();
  }

  /** Number of images. */
  int size() {
    return batches.images().size();
  }

  /** A batch, which {@code step} owns unless it is kept. */
  FedBatch batch(int index, StepScope step) {
    return kept.isEmpty() ? FedBatch.of(step, precision, batches.batch(0, index)) : kept.get(index);
  }
}
