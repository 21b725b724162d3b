package org.lambdanas.predictors.omni;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.predictor.TuningCriterion;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * NGBoost as OMNI has it: random candidates of all its settings, judged by likelihood (White et
 * al., their code). Leaves that are larger than half of the observations are cut down to that.
 *
 * @param learner NGBoost
 */
record SearchedNgBoost(Learner learner) implements Learner {

  private static final String MIN_LEAF = "min_samples_leaf";
  private static final String MIN_SPLIT = "min_samples_split";

  @Override
  public PredictorDescription description() {
    return learner
        .description()
        .with(
            learner.description().settings().stream()
                .map(
                    setting ->
                        switch (setting.name()) {
                          case MIN_LEAF, MIN_SPLIT -> setting.searched(2, 19);
                          case "minibatch" -> setting.searched(0.1, 1);
                          default -> setting;
                        })
                .toList());
  }

  @Override
  public TuningCriterion judgedBy() {
    return TuningCriterion.LOG_LIKELIHOOD;
  }

  @Override
  public Learned fit(LearningTask task) {
    Map<String, Double> values = new LinkedHashMap<>(task.settings().values());
    int most = Math.max(2, task.inputs().size() / 2 - 1);
    values.replaceAll(
        (name, value) ->
            name.equals(MIN_LEAF) || name.equals(MIN_SPLIT) ? Math.min(value, most) : value);
    return learner.fit(
        new LearningTask(
            task.inputs(), task.labels(), new Settings(values), task.seed(), task.unlabelled()));
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    return learner.load(stored, settings);
  }
}
