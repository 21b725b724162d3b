package org.lambdanas.graph.layer;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Moves batch norm's running statistics towards what a batch showed. */
public final class RunningStatistics {

  private static final double MOMENTUM = 0.1;

  private RunningStatistics() {}

  /**
   * What one batch norm saw of a batch, and where it remembers it.
   *
   * @param running the running statistic, {@code [channels]}
   * @param observed the batch's statistic, {@code [channels]}
   */
  public record Statistic(Parameter running, Operand<TFloating> observed) {}

  /**
   * Adds the updates to a graph.
   *
   * @param statistics of the batch norms of a network in training mode
   * @param loss of that network; a batch without a finite one changes nothing
   * @return what to run for it, in the order of the statistics
   */
  public static List<Op> updates(
      GraphRuntime runtime, List<Statistic> statistics, Operand<TFloating> loss) {
    Ops tf = runtime.ops();
    Operand<TFloating> keep = tf.dtypes.cast(tf.constant(1 - MOMENTUM), runtime.precision().type());
    Operand<TFloating> take = tf.dtypes.cast(tf.constant(MOMENTUM), runtime.precision().type());
    List<Op> updates = new ArrayList<>();
    for (Statistic statistic : statistics) {
      Operand<TFloating> old = statistic.running().value();
      Operand<TFloating> next =
          tf.math.add(tf.math.mul(old, keep), tf.math.mul(statistic.observed(), take));
      // A batch that overflowed must not poison what later evaluations use.
      updates.add(statistic.running().assign(tf, tf.select(tf.math.isFinite(loss), next, old)));
    }
    return List.copyOf(updates);
  }
}
