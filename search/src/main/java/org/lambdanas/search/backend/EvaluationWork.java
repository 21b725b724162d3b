package org.lambdanas.search.backend;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.predictors.evaluation.Budget;
import org.lambdanas.predictors.evaluation.Evaluation;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.EvaluationObjective;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.Trial;

/**
 * Measures the points of an evaluation of predictors. What a predictor cannot do is a point, too.
 */
final class EvaluationWork implements TrialWork {

  private final Evaluation evaluation;

  EvaluationWork(EvaluationObjective objective) {
    this.evaluation =
        new Evaluation(
            objective.getConfig(), PublishedTables.open(objective.getTable()), Predictors::byId);
  }

  @Override
  public Measured measure(Trial trial, BooleanSupplier stopRequested) {
    if (!trial.hasPoint()) {
      throw new ConfigException("the trial does not say which point of the evaluation it is");
    }
    return new Measured(
        Measurement.getDefaultInstance(),
        Optional.of(evaluation.measure(Budget.of(trial.getPoint()))),
        0);
  }
}
