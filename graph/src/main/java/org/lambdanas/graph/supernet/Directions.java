package org.lambdanas.graph.supernet;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.lambdanas.graph.alignment.CellAlignment;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.supernet.WeightStep.Fate;
import org.lambdanas.graph.supernet.WeightStep.Size;
import org.lambdanas.graph.supernet.WeightStep.Term;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** Where the mixing weights of the aligned cells would have to go for the cells to agree more. */
final class Directions {

  /** Directions shorter than this, all together, say nothing. */
  private static final double SHORTEST = 1e-12;

  private final SuperNetwork network;
  private final Readings readings;
  private final Ops tf;
  private final Operand<TFloat64> norm;

  /** Adds their common length to the graph. */
  Directions(SuperNetwork network, Readings readings, List<CellType> types) {
    this.network = network;
    this.readings = readings;
    this.tf = network.runtime().ops();
    Operand<TFloat64> squares = tf.constant(0.0);
    for (CellType type : types) {
      CellAlignment alignment = readings.alignment(type);
      squares =
          tf.math.add(squares, tf.math.mul(alignment.directionNorm(), alignment.directionNorm()));
    }
    this.norm = tf.math.sqrt(squares);
  }

  /** Length of the directions of all types together, a scalar. */
  Operand<TFloat64> norm() {
    return norm;
  }

  /** Whether there is anywhere to go. */
  Operand<TBool> usable() {
    return tf.math.logicalAnd(
        tf.math.greaterEqual(norm, tf.constant(SHORTEST)), tf.math.isFinite(norm));
  }

  static boolean usable(double norm) {
    return norm >= SHORTEST && Double.isFinite(norm);
  }

  /** Of a type, {@code [cells, edges, operations]}, in the network's precision. */
  Operand<TFloating> of(CellType type, Operand<TFloat64> factor) {
    return shaped(type, tf.math.mul(factor, readings.alignment(type).directions()));
  }

  /** The same; zeros if they are not usable. */
  Operand<TFloating> ofUsable(CellType type) {
    return shaped(
        type, tf.select(usable(), readings.alignment(type).directions(), tf.constant(0.0)));
  }

  private Operand<TFloating> shaped(CellType type, Operand<TFloat64> rows) {
    return tf.reshape(
        tf.dtypes.cast(rows, network.runtime().precision().type()),
        // Sizes of 64 bits would lie in a GPU's memory, and be copied back.
        tf.constant(
            LongStream.of(network.stackedShape(type).asArray())
                .mapToInt(Math::toIntExact)
                .toArray()));
  }

  /** What became of a term along directions of some length. */
  static Term term(StepReading reading, Size size) {
    if (usable(size.directionNorm())) {
      return Double.isFinite(size.termNorm())
          ? new Term(Fate.APPLIED, Optional.of(size))
          : Term.without(Fate.NOT_FINITE);
    }
    return Term.without(
        reading.isFinite() && Double.isFinite(size.directionNorm())
            ? Fate.ZERO_DIRECTION
            : Fate.NOT_FINITE);
  }
}
