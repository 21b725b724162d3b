package org.lambdanas.predictors.predictor;

import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * The core of a model-based predictor: learns numbers from encodings. Labels come transformed (rank
 * Gauss, z-score or as they are), higher is better; predictions are on the scale of those labels.
 * Immutable.
 */
public interface Learner {

  /** What the predictor is, needs and gives; the same each time. */
  PredictorDescription description();

  /** What hyper-parameter optimisation judges candidates by. */
  default TuningCriterion judgedBy() {
    return TuningCriterion.KENDALL_TAU;
  }

  /** Learns. Close what was learnt. */
  Learned fit(LearningTask task);

  /**
   * Takes up what {@link Learned#store} wrote.
   *
   * @return what was learnt; close it
   * @throws DataException if it is damaged: a tensor is missing or has another shape
   */
  Learned load(StoredModel stored, Settings settings);
}
