package org.lambdanas.graph.alignment;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * How far the cells of one type agree, and who of them decides the architecture, as nodes of a
 * graph. They compute in double precision whatever the network's: these are a few hundred numbers,
 * and lengths of small gradients would underflow in single precision.
 *
 * @param value the alignment, a scalar; not a number with fewer than two cells or where a gradient
 *     is not finite
 * @param zeroGradients number of cells without gradient, a scalar
 * @param directions derivative of the alignment in each cell's gradient, {@code [cells, edges *
 *     operations]}; zero for cells without gradient, and everywhere where there is no alignment
 * @param directionNorm length of all directions together, a scalar
 * @param norms length of each cell's gradient, {@code [cells]}
 * @param shares each length's share of the sum of lengths, 0 to 1; zeros if all are zero
 * @param cosines cosine of each cell's gradient with the sum of all, -1 to 1; 0 where undefined
 */
public record CellAlignment(
    Operand<TFloat64> value,
    Operand<TFloat64> zeroGradients,
    Operand<TFloat64> directions,
    Operand<TFloat64> directionNorm,
    Operand<TFloat64> norms,
    Operand<TFloat64> shares,
    Operand<TFloat64> cosines) {

  /**
   * Adds the nodes to a graph, from the gradients in each cell's mixing weights, {@code [cells,
   * edges, operations]}.
   */
  public static CellAlignment of(
      Ops tf, Alignment alignment, Operand<? extends TFloating> gradients, Shape shape) {
    int cells = Math.toIntExact(shape.get(0));
    int entries = Math.toIntExact(shape.size() / cells);
    OrderedSums sums = new OrderedSums(tf);
    Operand<TFloat64> zero = tf.constant(0.0);
    Operand<TFloat64> one = tf.constant(1.0);
    Operand<TFloat64> rows =
        tf.reshape(
            tf.dtypes.cast(gradients, TFloat64.class), tf.constant(new int[] {cells, entries}));
    Operand<TFloat64> norms = sums.norm(rows, 1);

    Operand<TFloat64> sumOfNorms = sums.over(norms, 0);
    Operand<TBool> some = tf.math.greater(sumOfNorms, zero);
    Operand<TFloat64> shares =
        tf.select(some, tf.math.div(norms, tf.select(some, sumOfNorms, one)), zero);
    Operand<TFloat64> total = sums.over(rows, 0);
    Operand<TFloat64> totalNorm = sums.norm(total, 0);
    Operand<TBool> defined =
        tf.math.logicalAnd(tf.math.greater(norms, zero), tf.math.greater(totalNorm, zero));
    Operand<TFloat64> cosines =
        tf.select(
            defined,
            sums.over(
                tf.math.mul(
                    tf.math.div(rows, tf.expandDims(norms, tf.constant(1))),
                    tf.math.div(total, totalNorm)),
                1),
            zero);
    if (cells < 2) {
      return new CellAlignment(
          tf.constant(Double.NaN),
          tf.constant(0.0),
          tf.zerosLike(rows),
          tf.constant(0.0),
          norms,
          shares,
          cosines);
    }

    // Below the normal numbers a norm's reciprocal is not finite.
    Operand<TBool> still = tf.math.less(norms, tf.constant(Double.MIN_NORMAL));
    Operand<TFloat64> lengths = tf.select(still, one, norms);
    Operand<TBool> stillRows = tf.expandDims(still, tf.constant(1));
    Operand<TFloat64> units =
        tf.select(stillRows, zero, tf.math.div(rows, tf.expandDims(lengths, tf.constant(1))));
    Alignment.Measured measured =
        alignment.measure(tf, sums, new Alignment.Units(cells, units, lengths));
    Operand<TBool> finite = tf.all(tf.math.isFinite(rows), tf.constant(new int[] {0, 1}));
    Operand<TFloat64> directions =
        tf.select(
            tf.math.logicalAnd(finite, tf.math.logicalNot(stillRows)), measured.directions(), zero);
    return new CellAlignment(
        tf.select(finite, measured.value(), tf.constant(Double.NaN)),
        tf.reduceSum(tf.dtypes.cast(still, TFloat64.class), tf.constant(0)),
        directions,
        sums.norm(sums.norm(directions, 1), 0),
        norms,
        shares,
        cosines);
  }
}
