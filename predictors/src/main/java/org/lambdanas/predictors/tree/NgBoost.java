package org.lambdanas.predictors.tree;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * {@code ngb}: NGBoost with a normal distribution (Duan et al., 2020), which predicts a mean and a
 * standard deviation for each architecture.
 */
public final class NgBoost implements Learner {

  private static final String ESTIMATORS = "estimators";
  private static final String LEARNING_RATE = "learning_rate";
  private static final String DEPTH = "max_depth";
  private static final String FEATURES = "max_features";
  private static final String MIN_LEAF = "min_samples_leaf";
  private static final String MIN_SPLIT = "min_samples_split";
  private static final String MINIBATCH = "minibatch";
  private static final String SCALE = "scale";

  private static final PredictorDescription DESCRIPTION =
      PredictorDescription.modelBased(
              "ngb",
              "NGBoost with a normal distribution",
              PredictorDescription.VECTORS,
              true,
              List.of(
                  SettingDescription.whole(ESTIMATORS, 505, 1, 10_000, "most boosting iterations")
                      .searchedLogarithmically(128, 512),
                  SettingDescription.number(
                          LEARNING_RATE, 0.0812705, 1e-6, 1, "share of a line search's step taken")
                      .searchedLogarithmically(1e-3, 0.1),
                  SettingDescription.whole(DEPTH, 6, 1, 1000, "most splits on the way to a leaf")
                      .searched(1, 24),
                  SettingDescription.number(
                          FEATURES, 0.79205, 0, 1, "share of the features that a node looks at")
                      .searched(0.1, 1),
                  SettingDescription.whole(
                      MIN_LEAF, 1, 1, 1_000_000, "fewest observations of a leaf"),
                  SettingDescription.whole(
                      MIN_SPLIT, 2, 2, 1_000_000, "fewest observations of a node that is split"),
                  SettingDescription.number(
                      MINIBATCH, 0.5, 0, 1, "share of the observations that an iteration sees")),
              "White et al., How powerful are performance predictors in NAS?, 2021; Duan et al.,"
                  + " 2020")
          .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "adjacency_one_hot");

  /** Makes the learner. */
  public NgBoost() {}

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public Learned fit(LearningTask task) {
    FeatureBlock block = FeatureBlock.whole(task.inputs());
    double[] labels = task.labels();
    double mean = 0;
    for (double label : labels) {
      mean += label / labels.length;
    }
    double deviation = 0;
    boolean constant = true;
    for (double label : labels) {
      deviation += (label - mean) * (label - mean) / labels.length;
      constant &= label == labels[0];
    }
    deviation = Math.sqrt(deviation);
    if (constant || deviation == 0) {
      return new Fitted(labels[0], 0, new ForestBuilder(block.features()).build());
    }
    double[] standard = new double[labels.length];
    for (int row = 0; row < standard.length; row++) {
      standard[row] = (labels[row] - mean) / deviation;
    }
    Forest forest =
        new NormalBoosting(block, standard, plan(task.settings(), block.features()), task.seed())
            .run(score -> {});
    return new Fitted(mean, deviation, forest);
  }

  private static NormalBoosting.Plan plan(Settings settings, int features) {
    return new NormalBoosting.Plan(
        settings.whole(ESTIMATORS),
        settings.number(LEARNING_RATE),
        settings.number(MINIBATCH),
        new TreeGrower.Shape(
            settings.whole(DEPTH),
            settings.whole(MIN_LEAF),
            settings.whole(MIN_SPLIT),
            TreeGrower.Shape.featuresOf(settings.number(FEATURES), features)));
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    double[] scale = stored.numbers(SCALE, 2);
    if (scale[1] < 0) {
      throw new DataException(
          "the fitted predictor's labels have mean " + scale[0] + " and deviation " + scale[1]);
    }
    Forest forest = Forest.read(stored);
    if (forest.trees() % 2 != 0 || forest.trees() / 2 > settings.whole(ESTIMATORS)) {
      throw new DataException(
          "the fitted predictor has "
              + forest.trees()
              + " trees: must be two for each of at most "
              + settings.whole(ESTIMATORS)
              + " iterations");
    }
    return new Fitted(scale[0], scale[1], forest);
  }

  /**
   * A fitted model.
   *
   * @param mean of the labels learnt from
   * @param deviation of the labels learnt from
   * @param forest two trees a step, in units of that deviation
   */
  private record Fitted(double mean, double deviation, Forest forest) implements Learned {

    @Override
    public Estimates predict(List<Features> inputs) {
      double[] means = new double[inputs.size()];
      double[] deviations = new double[inputs.size()];
      FeatureBlock.each(
          inputs, forest.width(), (block, first) -> predict(block, first, means, deviations));
      return Estimates.of(means, deviations);
    }

    private void predict(FeatureBlock block, int first, double[] means, double[] deviations) {
      double[] values = new double[block.rows()];
      for (int tree = 0; tree < forest.trees(); tree++) {
        forest.evaluate(tree, block, values);
        double[] sums = tree % 2 == 0 ? means : deviations;
        for (int row = 0; row < block.rows(); row++) {
          sums[first + row] += values[row];
        }
      }
      for (int row = first; row < first + block.rows(); row++) {
        means[row] = mean + deviation * means[row];
        deviations[row] = deviation * Math.exp(NormalBoosting.bounded(deviations[row]));
      }
    }

    @Override
    public StoredModel store() {
      return forest.store().vector(SCALE, mean, deviation).model();
    }
  }
}
