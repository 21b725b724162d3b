package org.lambdanas.search.study;

import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;

/**
 * What a predictor costs (White et al., How powerful are performance predictors in NAS?, section
 * 3): before the first query, and for each. Seconds where the table knows how long its trainings
 * took; where it does not, trained architectures and epochs, as measured seconds alone would say
 * that training a thousand networks costs as much as training none.
 *
 * @param initialisation seconds of training and fitting, and of computing what scores these read;
 *     or architectures that are trained
 * @param query seconds of partial training, of computing scores, and of the prediction, for one
 *     architecture; or epochs of its training
 */
public record StudyCost(double initialisation, double query) {

  /** What a query takes at least: less than that makes no predictor better than another. */
  static final double LEAST_QUERY_SECONDS = 1e-3;

  /** The costs of a score of a table. */
  public static StudyCost of(StudyTable table, StudyScore studied) {
    PredictorScore score = studied.getScore();
    return table.getKnowsSeconds()
        ? ofSeconds(studied)
        : new StudyCost(score.getTrainSize(), score.getFidelity());
  }

  /** The same in seconds, whatever the table knows; what it does not know counts as 0. */
  static StudyCost ofSeconds(StudyScore studied) {
    PredictorScore score = studied.getScore();
    return new StudyCost(
        score.getTrainingSeconds()
            + score.getFitSeconds()
            + score.getTrainSize() * studied.getScoreSeconds(),
        Math.max(
            LEAST_QUERY_SECONDS,
            score.getPartialTrainingSeconds()
                + score.getPredictSeconds()
                + studied.getScoreSeconds()));
  }

  /** Whether neither cost is above the other's. */
  public boolean isWithin(StudyCost budget) {
    return initialisation <= budget.initialisation && query <= budget.query;
  }
}
