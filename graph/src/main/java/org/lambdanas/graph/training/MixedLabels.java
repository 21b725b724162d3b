package org.lambdanas.graph.training;

import java.util.Objects;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.network.SoftLabels;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The second labels of images that are mixed of two, as a graph is fed them.
 *
 * @param labels class indices, {@code [batch]}
 * @param shares of the first label, {@code [batch]}
 */
record MixedLabels(Placeholder<TInt32> labels, Placeholder<TFloating> shares) {

  /** Adds placeholders to a graph. */
  static MixedLabels of(GraphRuntime runtime) {
    Ops tf = runtime.ops();
    return new MixedLabels(
        tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1))),
        tf.placeholder(runtime.precision().type(), Placeholder.shape(Shape.of(-1))));
  }

  /** What a loss reads. */
  SoftLabels.Mixture operands() {
    return new SoftLabels.Mixture(labels, shares);
  }

  /** Feeds those of a batch that is mixed. */
  void feed(GraphRun run, StepScope scope, Precision precision, Batch batch) {
    Batch.Mixture mixture = Objects.requireNonNull(batch.mixture(), "a batch that is not mixed");
    run.feed(labels, scope.labels(mixture.labels()))
        .feed(shares, scope.tensor(precision, Shape.of(batch.size()), mixture.shares()));
  }
}
