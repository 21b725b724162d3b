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
 * {@code bonas}. The reference never clears its gradients, which makes its small rate of 1e-4
 * large; here every step has its own, and the default rate is larger instead. So is the number of
 * steps: batches of 128 would be the whole training set.
 */
enum GlobalNodeDesign implements Design {
  /** The only one. */
  INSTANCE;

  private static final PredictorDescription DESCRIPTION =
      new PredictorDescription(
          "bonas",
          "graph convolutions with a global node",
          Family.MODEL_BASED,
          List.of("bonas"),
          Optional.empty(),
          1,
          false,
          List.of(
              SettingDescription.whole("layers", 4, 1, 16, "graph convolutions"),
              SettingDescription.whole("hidden", 64, 1, 1024, "channels of a convolution")
                  .searchedLogarithmically(16, 128),
              SettingDescription.number("learning_rate", 0.001, 1e-6, 1, "Adam's first step size")
                  .searchedLogarithmically(1e-5, 1e-1),
              SettingDescription.whole("epochs", 100, 1, 100_000, "passes over the training set"),
              SettingDescription.whole("batch_size", 16, 1, 65_536, "architectures of a step")
                  .searchedLogarithmically(8, 256)),
          Optional.empty(),
          "Shi et al.: Bridging the Gap between Sample-based and One-shot Neural Architecture"
              + " Search with BONAS, NeurIPS 2020");

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public InputForm form(Encoding example) {
    return GraphInput.of(example, GraphInput.Gathering.FROM_SOURCES);
  }

  @Override
  public InputForm form(int[] sizes) {
    return new GraphInput(sizes[0], sizes[1], GraphInput.Gathering.FROM_SOURCES);
  }

  @Override
  public int sizes() {
    return 2;
  }

  @Override
  public Network network(InputForm form, Settings settings) {
    return new GlobalNodeNetwork(
        (int) form.sizes()[0],
        (int) form.sizes()[1],
        settings.whole("layers"),
        settings.whole("hidden"));
  }

  @Override
  public Adam.Settings optimiser(Settings settings) {
    return new Adam.Settings(settings.number("learning_rate"), 0.9, 0.999, 1e-8, 0);
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
            true),
        task.seed().child("training"));
  }
}
