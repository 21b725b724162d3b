package org.lambdanas.predictors.predictor;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.stored.StoredModel;

/** What a {@link Learner} has learnt. Not safe for use by several threads. */
public interface Learned extends AutoCloseable {

  /**
   * Predicts labels. A prediction does not depend on the other inputs.
   *
   * @param inputs of the form and size that were learnt from
   * @return one estimate for each input
   * @throws org.lambdanas.graph.error.DataException if an input has another form or size
   */
  Estimates predict(List<Features> inputs);

  /** What was learnt, as numbers: all that {@link Learner#load} needs. */
  StoredModel store();

  /**
   * What fits like this one say of the observations that it learnt from, where the fit has made
   * them on its way; others are cross-validated by who asks.
   */
  default Optional<HeldOut> heldOut() {
    return Optional.empty();
  }

  /** Frees what it holds outside the Java heap: nothing, in most. */
  @Override
  default void close() {}

  /** What holds nothing outside the Java heap. */
  static Learned of(Function<List<Features>, Estimates> predict, Supplier<StoredModel> store) {
    return new Learned() {
      @Override
      public Estimates predict(List<Features> inputs) {
        return predict.apply(inputs);
      }

      @Override
      public StoredModel store() {
        return store.get();
      }
    };
  }
}
