package org.lambdanas.predictors.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.predictor.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

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

  /**
   * With the collapsed bound of Titsias.
   *
   * @return {@code sparse_gp}
   */
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

  /**
   * With the bound of Hensman et al., whitened.
   *
   * @return {@code var_sparse_gp}
   */
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
    return new PredictorDescription(
        id,
        title,
        Family.MODEL_BASED,
        KernelSettings.ENCODINGS,
        Optional.empty(),
        1,
        true,
        settings,
        Optional.empty(),
        source);
  }

  private static List<SettingDescription> settings() {
    return Stream.concat(
            KernelSettings.descriptions(true).stream(),
            Stream.of(
                SettingDescription.whole(
                    INDUCING, 100, 1, MOST_INDUCING, "how many inducing points at most"),
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
    TrainingSet data = TrainingSet.of(task);
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
            KernelSettings.parameters(settings, data.rows()),
            points,
            collapsed ? 1 : settings.number(NATURAL_STEP));
    if (KernelSettings.optimise(settings)) {
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
    return new KernelModel(
        new KernelPosterior(parameters, points, weights, factor, Optional.of(precision)),
        mean,
        scale,
        () -> stored(parameters, points, q, mean, scale));
  }

  private static StoredModel stored(
      KernelParameters parameters, SparseRows points, WhitenedNormal q, double mean, double scale) {
    int m = points.size();
    double[] precision = new double[m * m];
    for (int i = 0; i < m; i++) {
      System.arraycopy(q.precision()[i], 0, precision, i * m, m);
    }
    List<NamedTensor> tensors = new ArrayList<>(points.tensors("inducing"));
    tensors.addAll(parameters.tensors());
    tensors.add(TensorMessages.of("precision", new long[] {m, m}, precision));
    tensors.add(ModelTensors.vector("shift", q.shift()));
    tensors.add(ModelTensors.scalar("label_mean", mean));
    tensors.add(ModelTensors.scalar("label_scale", scale));
    return StoredModel.of(tensors);
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    KernelParameters parameters = KernelParameters.read(stored);
    SparseRows points = SparseRows.read(stored, "inducing");
    int m = points.size();
    double[] flat = ModelTensors.doubles(stored, "precision", m, m);
    double[][] precision = new double[m][m];
    for (int i = 0; i < m; i++) {
      System.arraycopy(flat, i * m, precision[i], 0, m);
    }
    WhitenedNormal q = new WhitenedNormal(precision, ModelTensors.doubles(stored, "shift", m));
    double mean = ModelTensors.doubles(stored, "label_mean")[0];
    double scale = ModelTensors.positive(stored, "label_scale");
    return ModelTensors.rebuild(
        description.id(), m, MOST_INDUCING, () -> model(parameters, points, q, mean, scale));
  }
}
