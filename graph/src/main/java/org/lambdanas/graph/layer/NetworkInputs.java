package org.lambdanas.graph.layer;

import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * What networks of a graph are fed. Several networks may share it.
 *
 * @param images {@code [batch, height, width, channels]}
 * @param labels class indices, {@code [batch]}
 * @param noiseKey scalar that is different for every batch and the same in all passes over it
 * @param noiseSeed seed of the noise
 * @param noiseOfEachImage whether noise is drawn from the content of each image instead: an image
 *     is then classified the same in every batch
 */
public record NetworkInputs(
    GraphRuntime runtime,
    Operand<TFloating> images,
    Operand<TInt32> labels,
    Operand<TInt32> noiseKey,
    Seed noiseSeed,
    boolean noiseOfEachImage) {

  /** Adds placeholders to a graph, for images of a shape {@code [height, width, channels]}. */
  public static NetworkInputs of(GraphRuntime runtime, Shape image, Seed noiseSeed) {
    Ops tf = runtime.ops();
    return new NetworkInputs(
        runtime,
        tf.withName("images")
            .placeholder(runtime.precision().type(), Placeholder.shape(image.prepend(-1))),
        tf.withName("labels").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1))),
        tf.placeholderWithDefault(tf.constant(0), Shape.scalar()),
        noiseSeed,
        false);
  }

  /** The same for a network that sees its images prepared in the graph. */
  public NetworkInputs withImages(Operand<TFloating> prepared) {
    return new NetworkInputs(runtime, prepared, labels, noiseKey, noiseSeed, noiseOfEachImage);
  }

  /** The same for images with other labels. */
  public NetworkInputs withLabels(Operand<TInt32> others) {
    return new NetworkInputs(runtime, images, others, noiseKey, noiseSeed, noiseOfEachImage);
  }

  /** The same for a network that classifies images whatever batch they are in. */
  public NetworkInputs withNoiseOfEachImage() {
    return new NetworkInputs(runtime, images, labels, noiseKey, noiseSeed, true);
  }

  /** Starts a run on a batch. */
  public GraphRun runner(FedBatch batch) {
    return runtime
        .runner()
        .feed(images, batch.images())
        .feed(labels, batch.labels())
        .feed(noiseKey, batch.noiseKey());
  }
}
