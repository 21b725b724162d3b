package org.lambdanas.graph.supernet;

import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/**
 * A minibatch as native tensors, made once and fed to every pass of a step.
 *
 * @param images normalised images, {@code [batch, height, width, channels]}
 * @param labels class indices, {@code [batch]}
 * @param size number of images
 */
public record FedBatch(Tensor images, Tensor labels, int size) {

  /**
   * Copies a minibatch to native memory.
   *
   * @param scope owner of the tensors
   * @param precision type of the images
   * @param images row-major {@code [batch, height, width, channels]}
   * @param labels class indices, one for each image
   * @param height rows of an image
   * @param width columns of an image
   * @param channels channels of an image
   * @return the fed batch
   */
  public static FedBatch of(
      StepScope scope,
      Precision precision,
      float[] images,
      int[] labels,
      int height,
      int width,
      int channels) {
    Shape shape = Shape.of(labels.length, height, width, channels);
    return new FedBatch(
        scope.tensor(precision, shape, images), scope.labels(labels), labels.length);
  }
}
