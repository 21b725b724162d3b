package org.lambdanas.graph.layer;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The rows of a batch that one device has.
 *
 * @param tf the graph's operations, on that device
 * @param batch number of rows of the whole, {@code [1]}
 * @param start first row, {@code [1]}
 * @param size number of rows, {@code [1]}
 */
record BatchShare(Ops tf, Operand<TInt32> batch, Operand<TInt32> start, Operand<TInt32> size) {

  /** The share of one of several devices; no two differ by more than one row. */
  static BatchShare of(Ops tf, Operand<TInt32> batch, int tower, int towers) {
    Operand<TInt32> start = border(tf, batch, tower, towers);
    return new BatchShare(
        tf, batch, start, tf.math.sub(border(tf, batch, tower + 1, towers), start));
  }

  private static Operand<TInt32> border(Ops tf, Operand<TInt32> batch, int tower, int towers) {
    return tf.math.floorDiv(
        tf.math.mul(batch, tf.constant(new int[] {tower})), tf.constant(new int[] {towers}));
  }

  /** The device's rows of a tensor whose other extents are known. */
  <T extends TType> Operand<T> of(Operand<T> whole) {
    return of(whole, whole.shape());
  }

  /** The device's rows of a tensor of which TensorFlow does not know the shape. */
  <T extends TType> Operand<T> of(Operand<T> whole, Shape shape) {
    int[] known = new int[shape.numDimensions()];
    Arrays.setAll(known, axis -> axis == 0 ? -1 : (int) shape.get(axis));
    int[] all = new int[known.length - 1];
    Arrays.fill(all, -1);
    Operand<T> rows =
        tf.slice(
            whole, joined(start, tf.constant(new int[all.length])), joined(size, tf.constant(all)));
    // TensorFlow forgets the other extents where the first is computed.
    return tf.reshape(rows, tf.constant(known));
  }

  /** A shape with the batch's number of rows in place of the share's. */
  Operand<TInt32> wholeShape(Operand<TInt32> shape, int dimensions) {
    return joined(
        batch,
        tf.slice(shape, tf.constant(new int[] {1}), tf.constant(new int[] {dimensions - 1})));
  }

  private Operand<TInt32> joined(Operand<TInt32> first, Operand<TInt32> rest) {
    return tf.concat(List.of(first, rest), tf.constant(0));
  }
}
