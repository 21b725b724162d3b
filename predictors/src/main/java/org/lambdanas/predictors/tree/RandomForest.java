package org.lambdanas.predictors.tree;

import java.util.Arrays;
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
 * {@code rf}: a random forest (Breiman, Random forests, 2001), each tree on the whole training set,
 * with few features to choose from at each node. The prediction is the mean over the trees and the
 * deviation their spread.
 */
public final class RandomForest implements Learner {

  private static final String TREES = "trees";
  private static final String FEATURES = "max_features";
  private static final String MIN_LEAF = "min_samples_leaf";
  private static final String MIN_SPLIT = "min_samples_split";

  private static final PredictorDescription DESCRIPTION =
      PredictorDescription.modelBased(
              "rf",
              "Random forest",
              PredictorDescription.VECTORS,
              true,
              List.of(
                  SettingDescription.whole(TREES, 116, 1, 10_000, "number of trees")
                      .searchedLogarithmically(16, 128),
                  SettingDescription.number(
                          FEATURES, 0.17056, 0, 1, "share of the features that a node looks at")
                      .searchedLogarithmically(0.1, 0.9),
                  SettingDescription.whole(
                          MIN_LEAF, 2, 1, 1_000_000, "fewest observations of a leaf")
                      .searched(1, 19),
                  SettingDescription.whole(
                          MIN_SPLIT, 2, 2, 1_000_000, "fewest observations of a node that is split")
                      .searched(2, 19)),
              "White et al., How powerful are performance predictors in NAS?, 2021; Breiman, 2001")
          .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "adjacency_one_hot");

  /** Makes the learner. */
  public RandomForest() {}

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public Learned fit(LearningTask task) {
    FeatureBlock block = FeatureBlock.whole(task.inputs());
    TrainingColumns columns = TrainingColumns.of(block);
    Settings settings = task.settings();
    TreeGrower grower =
        new TreeGrower(
            columns,
            new TreeGrower.Shape(
                Integer.MAX_VALUE,
                settings.whole(MIN_LEAF),
                settings.whole(MIN_SPLIT),
                TreeGrower.Shape.featuresOf(settings.number(FEATURES), block.features())));
    int[] rows = new int[block.rows()];
    Arrays.setAll(rows, row -> row);
    ForestBuilder forest = new ForestBuilder(block.features());
    for (int tree = 0; tree < settings.whole(TREES); tree++) {
      grower.grow(rows, task.labels(), task.seed().child("tree").child(tree).random(), forest);
    }
    return new Fitted(forest.build());
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    Forest forest = Forest.read(stored);
    if (forest.trees() != settings.whole(TREES)) {
      throw new DataException(
          "the fitted random forest has "
              + forest.trees()
              + " trees, and its settings say "
              + settings.whole(TREES));
    }
    return new Fitted(forest);
  }

  /** A fitted forest. */
  private record Fitted(Forest forest) implements Learned {

    @Override
    public Estimates predict(List<Features> inputs) {
      double[] means = new double[inputs.size()];
      double[] deviations = new double[inputs.size()];
      FeatureBlock.each(
          inputs, forest.width(), (block, first) -> predict(block, first, means, deviations));
      return Estimates.of(means, deviations);
    }

    private void predict(FeatureBlock block, int first, double[] means, double[] deviations) {
      int rows = block.rows();
      // Sums of what the trees say beyond the first, so that squares keep their digits.
      double[] base = new double[rows];
      double[] sums = new double[rows];
      double[] squares = new double[rows];
      double[] values = new double[rows];
      forest.evaluate(0, block, base);
      for (int tree = 1; tree < forest.trees(); tree++) {
        forest.evaluate(tree, block, values);
        for (int row = 0; row < rows; row++) {
          double excess = values[row] - base[row];
          sums[row] += excess;
          squares[row] += excess * excess;
        }
      }
      for (int row = 0; row < rows; row++) {
        double mean = sums[row] / forest.trees();
        double variance = squares[row] / forest.trees() - mean * mean;
        means[first + row] = base[row] + mean;
        deviations[first + row] = Math.sqrt(Math.max(0, variance));
      }
    }

    @Override
    public StoredModel store() {
      return forest.store().model();
    }
  }
}
