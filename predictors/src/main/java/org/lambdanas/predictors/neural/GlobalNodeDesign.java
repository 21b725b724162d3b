package org.lambdanas.predictors.neural;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;

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
              TrainingSettings.learningRate("Adam's first step size")
                  .searchedLogarithmically(1e-5, 1e-1),
              TrainingSettings.epochs(100),
              TrainingSettings.batchSize(16).searchedLogarithmically(8, 256)),
          Optional.empty(),
          "Shi et al.: Bridging the Gap between Sample-based and One-shot Neural Architecture"
              + " Search with BONAS, NeurIPS 2020");

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public InputKind inputs() {
    return GraphInput.Gathering.FROM_SOURCES.inputs();
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
    return TrainingSettings.adam(settings, 0.999, 0);
  }

  @Override
  public NetworkTraining.Stage stage(Settings settings) {
    return TrainingSettings.stage(settings, false, true);
  }
}
