package org.lambdanas.predictors.gaussian;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * Gaussian process regression through inducing points: time grows with the number of observations
 * only in proportion. The inducing points start as training rows.
 */
public final class SparseGaussianProcess implements Learner {

  private static final String INDUCING = "inducing";
  private static final String MOVE = "move_inducing";
  private static final String STEPS = "steps";
  private static final String LEARNING_RATE = "learning_rate";
  private static final String NATURAL_STEP = "natural_step";
  private static final int MOST_INDUCING = 2000;

  private final PredictorDescription description;

  /** Whether the distribution at the inducing points is solved for in each step. */
  private final boolean collapsed;

  private SparseGaussianProcess(PredictorDescription description, boolean collapsed) {
    this.description = description;
    this.collapsed = collapsed;
  }

  /** {@code sparse_gp}, with the collapsed bound of Titsias. */
  public static SparseGaussianProcess collapsed() {
    return new SparseGaussianProcess(
        description(
            "sparse_gp",
            "sparse Gaussian process",
            settings(),
            "Titsias, Variational learning of inducing variables in sparse Gaussian processes,"
                + " AISTATS 2009"),
        true);
  }

  /** {@code var_sparse_gp}, with the bound of Hensman et al., whitened. */
  public static SparseGaussianProcess variational() {
    return new SparseGaussianProcess(
        description(
            "var_sparse_gp",
            "variational sparse Gaussian process",
            Stream.concat(
                    settings().stream(),
                    Stream.of(
                        SettingDescription.number(
                            NATURAL_STEP,
                            0.5,
                            0,
                            1,
                            "share of the way to its optimum that the distribution at the inducing"
                                + " points goes in each step")))
                .toList(),
            "Hensman, Fusi and Lawrence, Gaussian processes for big data, UAI 2013"),
        false);
  }

  private static PredictorDescription description(
      String id, String title, List<SettingDescription> settings, String source) {
    return PredictorDescription.modelBased(
            id, title, PredictorDescription.VECTORS, true, settings, source)
        .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "adjacency_one_hot");
  }

  private static List<SettingDescription> settings() {
    return Stream.concat(
            KernelParameters.settings(new KernelParameters(10, 5, 1), true).stream(),
            Stream.of(
                SettingDescription.whole(
                        INDUCING, 100, 1, MOST_INDUCING, "how many inducing points at most")
                    .published(10),
                SettingDescription.whole(
                    MOVE,
                    1,
                    0,
                    1,
                    "1: the inducing points are fitted too; 0: they stay where they are"),
                SettingDescription.whole(STEPS, 200, 0, 100_000, "steps of Adam"),
                SettingDescription.number(
                    LEARNING_RATE, 0.01, 1e-6, 1, "longest step of Adam, roughly")))
        .toList();
  }

  @Override
  public PredictorDescription description() {
    return description;
  }

  @Override
  public Learned fit(LearningTask task) {
    Settings settings = task.settings();
    TrainingSet data = TrainingSet.of(task.inputs(), task.labels());
    int[] chosen =
        InducingRows.choose(
            data.rows(), settings.whole(INDUCING), task.seed().child("inducing").random());
    double[][] points = new double[chosen.length][data.rows().features()];
    for (int i = 0; i < chosen.length; i++) {
      data.rows().addTo(chosen[i], 1, points[i]);
    }
    SparseFit fit =
        new SparseFit(
            data,
            KernelParameters.of(settings, data.rows()),
            points,
            collapsed ? 1 : settings.number(NATURAL_STEP));
    if (KernelParameters.areFitted(settings)) {
      fit.run(settings.whole(STEPS), settings.number(LEARNING_RATE), settings.whole(MOVE) == 1);
    }
    return model(
        fit.parameters(),
        SparseRows.of(fit.points(), data.rows().features()),
        fit.optimum(),
        data.mean(),
        data.scale());
  }

  private static Learned model(
      KernelParameters parameters, SparseRows points, WhitenedNormal q, double mean, double scale) {
    CholeskyFactor factor = InducingFeatures.factor(parameters, points);
    CholeskyFactor precision = q.factor();
    double[] weights = precision.solve(q.shift());
    factor.solveUpper(weights);
    return new KernelPosterior(parameters, points, weights, factor, Optional.of(precision))
        .learned(mean, scale, () -> stored(parameters, points, q, mean, scale));
  }

  private static StoredModel stored(
      KernelParameters parameters, SparseRows points, WhitenedNormal q, double mean, double scale) {
    return new StoredModel.Writer()
        .add(points.tensors("inducing"))
        .add(parameters.tensors())
        .rows("precision", q.precision(), points.size())
        .vector("shift", q.shift())
        .number("label_mean", mean)
        .number("label_scale", scale)
        .model();
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    KernelParameters parameters = KernelParameters.read(stored);
    SparseRows points = SparseRows.read(stored, "inducing");
    int m = points.size();
    WhitenedNormal q =
        new WhitenedNormal(stored.rows("precision", m, m), stored.numbers("shift", m));
    double mean = stored.number("label_mean");
    double scale = stored.positive("label_scale");
    return StoredModel.rebuild(
        description.id(), m, MOST_INDUCING, () -> model(parameters, points, q, mean, scale));
  }
}
