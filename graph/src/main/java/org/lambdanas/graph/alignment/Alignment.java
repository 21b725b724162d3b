package org.lambdanas.graph.alignment;

import java.util.List;
import org.lambdanas.graph.error.Choice;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;

/**
 * How much the cells agree on the architecture: a mean over pairs of cells of the similarity of
 * their gradients in the mixing weights, with its derivative in each gradient (Λ-DARTS, ICLR 2023).
 */
public enum Alignment {

  /** Mean pairwise cosine, -1/(N-1) to 1. */
  CORRELATION("corr") {
    @Override
    Measured measure(Ops tf, OrderedSums sums, Units units) {
      double scale = scale(units.cells());
      Operand<TFloat64> total = sums.over(units.rows(), 0);
      // The term of the cell itself stays in the sum: the projection removes it.
      Operand<TFloat64> along = sums.over(tf.math.mul(units.rows(), total), 1);
      Operand<TFloat64> itself = sums.over(tf.math.mul(units.rows(), units.rows()), 1);
      Operand<TFloat64> rest =
          tf.math.sub(total, tf.math.mul(units.rows(), tf.expandDims(along, tf.constant(1))));
      Operand<TFloat64> perNorm = tf.math.div(tf.constant(scale), units.norms());
      return new Measured(
          tf.math.mul(tf.constant(scale / 2), sums.over(tf.math.sub(along, itself), 0)),
          tf.math.mul(tf.expandDims(perNorm, tf.constant(1)), rest));
    }
  },

  /** Mean pairwise sign agreement weighted by magnitude, -1 to 1. */
  SIGN_CORRELATION("signcorr") {
    @Override
    Measured measure(Ops tf, OrderedSums sums, Units units) {
      int n = units.cells();
      double scale = scale(n);
      // By pairs of cells: [one, other, entry].
      Operand<TFloat64> one = tf.expandDims(units.rows(), tf.constant(1));
      Operand<TFloat64> other = tf.expandDims(units.rows(), tf.constant(0));
      Operand<TFloat64> product = tf.math.mul(one, other);
      Operand<TFloat64> signed = sums.over(product, 2);
      Operand<TFloat64> absolute = sums.over(tf.math.abs(product), 2);
      Operand<TBool> related =
          tf.math.logicalAnd(
              tf.math.greater(absolute, tf.constant(0.0)), pairs(tf, n, (i, j) -> i != j));
      Operand<TFloat64> divisor = tf.select(related, absolute, tf.constant(1.0));
      Operand<TFloat64> agreement =
          tf.select(related, tf.math.div(signed, divisor), tf.constant(0.0));
      Operand<TFloat64> disagreement =
          tf.math.sub(
              tf.constant(1.0),
              tf.math.mul(
                  tf.math.mul(tf.expandDims(agreement, tf.constant(2)), tf.math.sign(one)),
                  tf.math.sign(other)));
      Operand<TFloat64> weight = tf.math.div(tf.constant(scale), divisor);
      Operand<TFloat64> pull =
          tf.math.div(
              tf.math.mul(tf.math.mul(tf.expandDims(weight, tf.constant(2)), disagreement), other),
              tf.reshape(units.norms(), tf.constant(new int[] {n, 1, 1})));
      Operand<TFloat64> once =
          tf.select(pairs(tf, n, (i, j) -> i < j), agreement, tf.constant(0.0));
      return new Measured(
          tf.math.mul(
              tf.constant(scale), sums.over(tf.reshape(once, tf.constant(new int[] {n * n})), 0)),
          sums.over(tf.select(tf.expandDims(related, tf.constant(2)), pull, tf.constant(0.0)), 1));
    }
  };

  private final String id;

  Alignment(String id) {
    this.id = id;
  }

  /**
   * The gradients of the cells at length 1.
   *
   * @param cells how many, at least 2
   * @param rows {@code [cells, entries]}, zeros for a cell without gradient
   * @param norms lengths of the gradients, {@code [cells]}; 1 for a cell without gradient
   */
  record Units(int cells, Operand<TFloat64> rows, Operand<TFloat64> norms) {}

  /**
   * An alignment and its derivative in the cells' gradients.
   *
   * @param value a scalar
   * @param directions {@code [cells, entries]}; of no meaning for cells without gradient
   */
  record Measured(Operand<TFloat64> value, Operand<TFloat64> directions) {}

  abstract Measured measure(Ops tf, OrderedSums sums, Units units);

  private interface Pairing {
    boolean has(int i, int j);
  }

  /** Twice the weight of a pair in the mean: each cell is in a pair once as either. */
  private static double scale(int cells) {
    return 2.0 / ((double) cells * (cells - 1));
  }

  private static Operand<TBool> pairs(Ops tf, int cells, Pairing pairing) {
    boolean[][] which = new boolean[cells][cells];
    for (int i = 0; i < cells; i++) {
      for (int j = 0; j < cells; j++) {
        which[i][j] = pairing.has(i, j);
      }
    }
    return tf.constant(which);
  }

  /** The name in options, {@code "corr"} or {@code "signcorr"}. */
  public String id() {
    return id;
  }

  /** Looks an alignment up by its name. */
  public static Alignment byId(String id) {
    return Choice.of("regulariser", id, List.of(values()), Alignment::id);
  }
}
