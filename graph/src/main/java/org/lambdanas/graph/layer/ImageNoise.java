package org.lambdanas.graph.layer;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Standard normal noise drawn from the content of each image, for networks that classify: as in
 * training and in the published evaluations noise comes in, but what is said of an image depends
 * neither on its place in the batch nor on the other images. TensorFlow's own random operations
 * know one seed for a whole batch.
 */
final class ImageNoise {

  private static final int GOLDEN = 0x9e3779b9;
  private static final int BITS = 24;

  private final Ops tf;
  private final Operand<TInt32> keys;

  /**
   * Adds a key for each image to the graph.
   *
   * @param images normalised, {@code [batch, height, width, channels]}
   */
  ImageNoise(Ops tf, Operand<TFloating> images) {
    this.tf = tf;
    int size = sizeOfOne(images.shape());
    Operand<TInt32> bits = tf.bitcast(tf.dtypes.cast(images, TFloat32.class), TInt32.class);
    Operand<TInt32> rows = tf.reshape(bits, tf.constant(new int[] {-1, size}));
    // Sums of whole numbers wrap around and so have no order.
    this.keys =
        mixed(
            tf.sum(mixed(xor(rows, places(size))), tf.constant(new int[] {1}), Sum.keepDims(true)));
  }

  /**
   * Draws noise.
   *
   * @param like a map of the images, {@code [batch, height, width, channels]}
   * @param name of the place in the network
   * @return noise of its shape, in single precision
   */
  Operand<TFloat32> like(Operand<TFloating> like, String name) {
    Operand<TInt32> here = mixed(tf.math.add(keys, tf.constant(name.hashCode())));
    Operand<TInt32> first = mixed(xor(here, places(sizeOfOne(like.shape()))));
    Operand<TInt32> second = mixed(tf.math.add(first, tf.constant(GOLDEN)));
    // Box and Muller's transform.
    Operand<TFloat32> radius =
        tf.math.sqrt(tf.math.mul(tf.constant(-2f), tf.math.log(uniform(first))));
    Operand<TFloat32> angle = tf.math.mul(tf.constant((float) (2 * Math.PI)), uniform(second));
    return tf.reshape(tf.math.mul(radius, tf.math.cos(angle)), tf.shape(like));
  }

  private static int sizeOfOne(Shape shape) {
    return Math.toIntExact(shape.subShape(1, shape.numDimensions()).size());
  }

  private Operand<TInt32> places(int size) {
    return mixed(tf.range(tf.constant(0), tf.constant(size), tf.constant(1)));
  }

  private Operand<TInt32> xor(Operand<TInt32> a, Operand<TInt32> b) {
    return tf.bitwise.bitwiseXor(a, b);
  }

  /** A permutation of the whole numbers in which every bit depends on every other. */
  private Operand<TInt32> mixed(Operand<TInt32> x) {
    Operand<TInt32> once = tf.math.mul(shifted(x, 16), tf.constant(0x7feb352d));
    Operand<TInt32> twice = tf.math.mul(shifted(once, 15), tf.constant(0x846ca68b));
    return shifted(twice, 16);
  }

  private Operand<TInt32> shifted(Operand<TInt32> x, int bits) {
    return xor(x, tf.bitwise.rightShift(x, tf.constant(bits)));
  }

  /** Between 0 and 1, without 0. */
  private Operand<TFloat32> uniform(Operand<TInt32> x) {
    Operand<TInt32> positive = tf.bitwise.bitwiseAnd(x, tf.constant((1 << BITS) - 1));
    return tf.math.mul(
        tf.math.add(tf.dtypes.cast(positive, TFloat32.class), tf.constant(0.5f)),
        tf.constant(1f / (1 << BITS)));
  }
}
