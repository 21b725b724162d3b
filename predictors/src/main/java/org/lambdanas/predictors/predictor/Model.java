package org.lambdanas.predictors.predictor;

import java.util.List;
import java.util.function.Function;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;

/**
 * A fitted predictor. Not safe for use by several threads. It owns what it needs of native memory
 * until it is closed.
 */
public interface Model extends AutoCloseable {

  /**
   * Predicts. The prediction of an architecture does not depend on which others are asked about.
   *
   * @param queries architectures, with the curves that the predictor needs; targets are not read
   * @return one prediction for each query, in order, in the units of the targets
   * @throws org.lambdanas.graph.error.DataException if a query lacks what is needed, or is of
   *     another space
   */
  List<Prediction> query(List<Observation> queries);

  /** The model as a message: all that {@link Predictor#load} needs. */
  FittedPredictor save();

  /**
   * A model that answers in another way, and is the same otherwise.
   *
   * @param model closed with it
   */
  static Model answering(Model model, Function<List<Observation>, List<Prediction>> query) {
    return new Model() {
      @Override
      public List<Prediction> query(List<Observation> queries) {
        return query.apply(queries);
      }

      @Override
      public FittedPredictor save() {
        return model.save();
      }

      @Override
      public void close() {
        model.close();
      }
    };
  }

  /** Frees what it holds: nothing, in some. */
  @Override
  default void close() {}
}
