package org.lambdanas.predictors.bayes;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.predictors.bayes.LinearRegression.Precisions;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;

/** Bayesian linear regression on the features of the encoding and a constant. */
public final class BayesianLinearRegression implements Learner {

  private static final String ALPHA = "alpha";
  private static final String BETA = "beta";
  private static final String OPTIMISE = "optimise";

  /** Of features and observations, the smaller: more take gigabytes. */
  private static final int MOST = 5000;

  private static final PredictorDescription DESCRIPTION =
      PredictorDescription.modelBased(
              "bayes_lin_reg",
              "Bayesian linear regression",
              PredictorDescription.VECTORS,
              true,
              List.of(
                  SettingDescription.number(
                      ALPHA, 1, 1e-4, 1e4, "precision of the weights before labels are seen"),
                  SettingDescription.number(
                      BETA, 100, 1e-4, 1e4, "precision of the noise on standardised labels"),
                  SettingDescription.whole(
                      OPTIMISE, 1, 0, 1, "1: alpha and beta are fitted; 0: they stay as given")),
              "Bishop, Pattern recognition and machine learning (2006), sections 3.3 and 3.5")
          .published(LabelTransform.LABEL_TRANSFORM_NONE, "adjacency_one_hot");

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public Learned fit(LearningTask task) {
    TrainingSet data = TrainingSet.of(task.inputs(), task.labels());
    if (smaller(data) > MOST) {
      throw new ConfigException(
          ("bayes_lin_reg takes at most %s observations or features, got %s observations of "
                  + "%s features: use fewer observations or a smaller encoding")
              .formatted(MOST, data.size(), data.rows().features()));
    }
    LinearRegression regression = regression(data);
    Settings settings = task.settings();
    return model(
        data,
        regression,
        settings.whole(OPTIMISE) == 1
            ? EvidencePeak.of(regression)
            : new Precisions(settings.number(ALPHA), settings.number(BETA)));
  }

  private static int smaller(TrainingSet data) {
    return Math.min(data.size(), data.rows().features() + 1);
  }

  private static LinearRegression regression(TrainingSet data) {
    return new LinearRegression(data.rows().withOne(), data.targets());
  }

  private static Learned model(
      TrainingSet data, LinearRegression regression, Precisions precisions) {
    int features = data.rows().features();
    Precisions[] models = {precisions};
    return Learned.of(
        inputs -> regression.predict(SparseRows.of(inputs, features).withOne(), models, data),
        () ->
            new StoredModel.Writer()
                .add(data.tensors())
                .number(ALPHA, precisions.alpha())
                .number(BETA, precisions.beta())
                .model());
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    TrainingSet data = TrainingSet.read(stored);
    Precisions precisions = new Precisions(stored.positive(ALPHA), stored.positive(BETA));
    return StoredModel.rebuild(
        "bayes_lin_reg", smaller(data), MOST, () -> model(data, regression(data), precisions));
  }
}
