package org.lambdanas.graph.layer;

import java.util.Arrays;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/**
 * A minibatch as native tensors, made once and fed to every pass of a step.
 *
 * @param images normalised images, {@code [batch, height, width, channels]}
 * @param labels class indices, {@code [batch]}
 * @param noiseKey a number that differs from batch to batch, a scalar: noise in the network is the
 *     same in every pass over this batch
 * @param size number of images
 */
public record FedBatch(Tensor images, Tensor labels, Tensor noiseKey, int size) {

  /** Copies a minibatch to native memory. */
  public static FedBatch of(StepScope scope, Precision precision, Batch batch) {
    Shape shape = Shape.of(batch.size(), batch.height(), batch.width(), batch.channels());
    return new FedBatch(
        scope.tensor(precision, shape, batch.images()),
        scope.labels(batch.labels()),
        // Batches are shuffled and augmented from the run's seed, so their content is a key.
        scope.integer(31 * Arrays.hashCode(batch.images()) + Arrays.hashCode(batch.labels())),
        batch.size());
  }
}
