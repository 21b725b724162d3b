package org.lambdanas.predictors.predictor;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.features.InputScale;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * A learner of vectors that sees them on an {@link InputScale}: one for which the units of features
 * matter, as they do for distances and for weights of one size.
 *
 * @param learner the learner
 * @param last how many features at the end of a vector are another thing than those before; both
 *     things are to weigh the same
 */
public record StandardisedLearner(Learner learner, int last) implements Learner {

  private static final SettingDescription SETTING =
      SettingDescription.whole(
              "standardise",
              1,
              0,
              1,
              "1: features have unit deviation, unless all are 0 or 1; 0: they stay as they are")
          .published(0);

  /** A learner of vectors that are one thing. */
  public StandardisedLearner(Learner learner) {
    this(learner, 0);
  }

  @Override
  public PredictorDescription description() {
    return learner.description().with(SETTING);
  }

  @Override
  public TuningCriterion judgedBy() {
    return learner.judgedBy();
  }

  @Override
  public Learned fit(LearningTask unordered) {
    LearningTask task = unordered.ordered();
    InputScale scale =
        task.settings().whole(SETTING.name()) == 1
            ? InputScale.of(task.inputs(), last)
            : InputScale.NONE;
    return new Fitted(
        scale,
        learner.fit(
            new LearningTask(
                scale.apply(task.inputs()),
                task.labels(),
                task.settings(),
                task.seed(),
                count -> scale.apply(task.unlabelled().apply(count)))));
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    InputScale scale = InputScale.load(stored);
    return new Fitted(scale, learner.load(stored.without(InputScale.PREFIX), settings));
  }

  private record Fitted(InputScale scale, Learned learned) implements Learned {

    @Override
    public Estimates predict(List<Features> inputs) {
      return learned.predict(scale.apply(inputs));
    }

    @Override
    public StoredModel store() {
      StoredModel stored = learned.store();
      List<NamedTensor> all = new ArrayList<>(scale.store());
      all.addAll(stored.tensors());
      return new StoredModel(all, stored.nativeModel(), stored.sizes());
    }

    @Override
    public void close() {
      learned.close();
    }
  }
}
