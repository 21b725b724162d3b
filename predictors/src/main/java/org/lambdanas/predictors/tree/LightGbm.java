package org.lambdanas.predictors.tree;

import java.util.List;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * {@code lgb}: gradient-boosted trees by LightGBM (Ke et al., LightGBM: A highly efficient gradient
 * boosting decision tree, 2017), as in GBDT-NAS (Luo et al., 2020), on one thread, so that the same
 * seed gives the same bits. With the default of five observations in a leaf, fewer than ten give
 * the same prediction for every architecture. The library fits; what it has fitted is read into
 * trees of our own, which predict the same bits.
 */
public final class LightGbm implements Learner {

  private static final String ID = "lgb";
  private static final String ROUNDS = "rounds";
  private static final String LEAVES = "num_leaves";
  private static final String MIN_LEAF = "min_data_in_leaf";
  private static final String LEARNING_RATE = "learning_rate";
  private static final String FEATURE_SHARE = "feature_fraction";
  private static final String BAG_SHARE = "bagging_fraction";
  private static final String BAG_ROUNDS = "bagging_freq";

  private static final NativeLibrary LIBRARY =
      new NativeLibrary(ID, "LightGBM", LightGbmLibrary::load);

  private static final PredictorDescription DESCRIPTION =
      PredictorDescription.modelBased(
              ID,
              "LightGBM (GBDT-NAS)",
              PredictorDescription.VECTORS,
              false,
              List.of(
                  SettingDescription.whole(ROUNDS, 500, 1, 10_000, "number of boosting rounds"),
                  SettingDescription.whole(LEAVES, 31, 2, 1000, "most leaves of a tree")
                      .searched(10, 99),
                  SettingDescription.whole(
                      MIN_LEAF, 5, 1, 1_000_000, "fewest observations of a leaf"),
                  SettingDescription.number(LEARNING_RATE, 0.05, 1e-6, 1, "learning rate")
                      .searchedLogarithmically(1e-3, 0.1),
                  SettingDescription.number(
                          FEATURE_SHARE, 0.9, 1e-6, 1, "share of the features that a tree looks at")
                      .searched(0.1, 1),
                  SettingDescription.number(
                      BAG_SHARE, 0.8, 1e-6, 1, "share of the observations in a bag"),
                  SettingDescription.whole(
                      BAG_ROUNDS, 5, 0, 10_000, "rounds until another bag is drawn; 0: no bags")),
              "White et al., How powerful are performance predictors in NAS?, 2021; Luo et al.,"
                  + " Accuracy prediction with non-neural model for NAS, 2020; Ke et al., 2017")
          .needing(NativeLibrary.OPEN_MP)
          .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "adjacency_one_hot");

  /** Makes the learner; loads no native library yet. */
  public LightGbm() {}

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public Learned fit(LearningTask task) {
    LIBRARY.require();
    FeatureBlock block = FeatureBlock.whole(task.inputs());
    return LightGbmModel.read(
        LightGbmBooster.train(
            block, task.labels(), parameters(task, block.rows()), task.settings().whole(ROUNDS)));
  }

  private static String parameters(LearningTask task, int rows) {
    Settings settings = task.settings();
    double bag = settings.number(BAG_SHARE);
    // The library refuses a bag of nothing.
    int bagRounds = (int) (bag * rows) < 1 ? 0 : settings.whole(BAG_ROUNDS);
    return String.join(
        " ",
        // One thread and no word on the terminal.
        "verbosity=-1",
        "num_threads=1",
        "objective=regression",
        "boosting=gbdt",
        "deterministic=true",
        "force_row_wise=true",
        "seed=" + (task.seed().child("lightgbm").value() & Integer.MAX_VALUE),
        LEAVES + "=" + settings.whole(LEAVES),
        MIN_LEAF + "=" + settings.whole(MIN_LEAF),
        LEARNING_RATE + "=" + settings.number(LEARNING_RATE),
        FEATURE_SHARE + "=" + settings.number(FEATURE_SHARE),
        BAG_SHARE + "=" + bag,
        BAG_ROUNDS + "=" + bagRounds);
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    return BoostedTrees.read(
        stored, settings.whole(ROUNDS), false, saved -> LightGbmModel.read(saved.toStringUtf8()));
  }
}
