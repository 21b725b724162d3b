package org.lambdanas.predictors.omni;

import java.util.List;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.predictor.TuningCriterion;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * A learner that does not see the signals at the end of vectors.
 *
 * @param learner of what is before them
 * @param signals how many there are
 */
record EncodingLearner(Learner learner, int signals) implements Learner {

  @Override
  public PredictorDescription description() {
    return learner.description();
  }

  @Override
  public TuningCriterion judgedBy() {
    return learner.judgedBy();
  }

  private List<Features> cut(List<Features> inputs) {
    return inputs.stream()
        .map(input -> (Features.Vector) input)
        .<Features>map(vector -> vector.part(0, vector.length() - signals))
        .toList();
  }

  @Override
  public Learned fit(LearningTask task) {
    return seeing(
        learner.fit(
            new LearningTask(
                cut(task.inputs()),
                task.labels(),
                task.settings(),
                task.seed(),
                count -> cut(task.unlabelled().apply(count)))));
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    return seeing(
        learner.load(
            new StoredModel(
                stored.tensors(),
                stored.nativeModel(),
                stored.sizes().stream().map(size -> size - signals).toList()),
            settings));
  }

  private Learned seeing(Learned learned) {
    return new Learned() {
      @Override
      public Estimates predict(List<Features> inputs) {
        return learned.predict(cut(inputs));
      }

      @Override
      public StoredModel store() {
        return learned.store();
      }

      @Override
      public void close() {
        learned.close();
      }
    };
  }
}
