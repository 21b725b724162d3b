package org.lambdanas.predictors.tree;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * {@code xgb}: gradient-boosted trees by XGBoost (Chen and Guestrin, XGBoost: A scalable tree
 * boosting system, 2016), on one thread, so that the same seed gives the same bits. The library
 * fits; what it has fitted is read into trees of our own, which predict the same bits. The defaults
 * are those of White et al.; {@code eta} 0.05 with {@code colsample_bytree} 0.8 raises Kendall's
 * tau by .01 to .07 on NAS-Bench-101, 201, 301 and NLP at 24 to 1000 observations.
 */
public final class XgBoost implements Learner {

  private static final String ID = "xgb";
  private static final String ROUNDS = "rounds";
  private static final String DEPTH = "max_depth";
  private static final String CHILD_WEIGHT = "min_child_weight";
  private static final String BY_TREE = "colsample_bytree";
  private static final String BY_LEVEL = "colsample_bylevel";
  private static final String ETA = "eta";

  /** Feature vectors have no missing values; 0 is a value. */
  private static final float MISSING = Float.NaN;

  private static final NativeLibrary LIBRARY = new NativeLibrary(ID, "XGBoost", XgBoost::tryOut);

  private static final PredictorDescription DESCRIPTION =
      PredictorDescription.modelBased(
              ID,
              "XGBoost",
              PredictorDescription.VECTORS,
              false,
              List.of(
                  SettingDescription.whole(ROUNDS, 500, 1, 10_000, "number of trees"),
                  SettingDescription.whole(DEPTH, 6, 1, 20, "most splits on the way to a leaf")
                      .searched(1, 14),
                  SettingDescription.whole(CHILD_WEIGHT, 1, 0, 1_000_000, "least weight of a leaf")
                      .searched(1, 9),
                  SettingDescription.number(
                          BY_TREE, 1, 0, 1, "share of the features that a tree looks at; 0: one")
                      .searched(0, 1),
                  SettingDescription.number(
                          BY_LEVEL, 1, 0, 1, "share of those that a level looks at; 0: one")
                      .searched(0, 1),
                  SettingDescription.number(ETA, 0.3, 1e-6, 1, "learning rate")
                      .searchedLogarithmically(1e-3, 0.5)),
              "White et al., How powerful are performance predictors in NAS?, 2021; Chen and"
                  + " Guestrin, 2016")
          .needing(NativeLibrary.OPEN_MP)
          .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "adjacency_one_hot");

  /** Makes the learner; loads no native library yet. */
  public XgBoost() {}

  private static void tryOut() throws XGBoostError {
    new DMatrix(new float[] {0}, 1, 1, MISSING).dispose();
  }

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public Learned fit(LearningTask task) {
    LIBRARY.require();
    FeatureBlock block = FeatureBlock.whole(task.inputs());
    float[] labels = new float[task.labels().length];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = (float) task.labels()[row];
    }
    try {
      DMatrix matrix = new DMatrix(block.values(), block.rows(), block.features(), MISSING);
      try {
        matrix.setLabel(labels);
        Booster booster = XGBoost.train(matrix, parameters(task), 0, Map.of(), null, null);
        try {
          for (int round = 0; round < task.settings().whole(ROUNDS); round++) {
            Cancellation.check();
            booster.update(matrix, round);
          }
          return XgBoostModel.read(ByteString.copyFrom(booster.toByteArray("ubj")));
        } finally {
          booster.dispose();
        }
      } finally {
        matrix.dispose();
      }
    } catch (XGBoostError e) {
      throw new DataException(
          "predictor xgb cannot be fitted: " + Excerpt.of(String.valueOf(e.getMessage())), e);
    }
  }

  private static Map<String, Object> parameters(LearningTask task) {
    Settings settings = task.settings();
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("objective", "reg:squarederror");
    parameters.put("booster", "gbtree");
    parameters.put("max_depth", settings.whole(DEPTH));
    parameters.put("min_child_weight", settings.whole(CHILD_WEIGHT));
    parameters.put("colsample_bytree", settings.number(BY_TREE));
    parameters.put("colsample_bylevel", settings.number(BY_LEVEL));
    parameters.put("eta", settings.number(ETA));
    parameters.put("seed", task.seed().child("xgboost").value() & Integer.MAX_VALUE);
    parameters.put("nthread", 1);
    parameters.put("verbosity", 0);
    return parameters;
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    return BoostedTrees.read(stored, settings.whole(ROUNDS), true, XgBoostModel::read);
  }
}
