package org.lambdanas.predictors.neural;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;

/**
 * {@code gcn}. The reference never clears its gradients, which makes its small rate of 1e-4 large;
 * here every step has its own, and the default rate is larger instead.
 */
enum GraphConvolutionDesign implements Design {
  /** The only one. */
  INSTANCE;

  private static final PredictorDescription DESCRIPTION =
      new PredictorDescription(
          "gcn",
          "graph convolutions in both directions (Neural Predictor)",
          Family.MODEL_BASED,
          List.of("gcn"),
          Optional.empty(),
          1,
          false,
          List.of(
              SettingDescription.whole("layers", 4, 1, 16, "graph convolutions"),
              SettingDescription.whole("hidden", 144, 1, 1024, "channels of a convolution")
                  .searchedLogarithmically(64, 200),
              SettingDescription.number(
                  "dropout", 0.1, 0, 0.9, "share of the values that training leaves out"),
              TrainingSettings.learningRate("Adam's first step size")
                  .searchedLogarithmically(1e-5, 1e-1),
              SettingDescription.number("weight_decay", 3e-4, 0, 1, "penalty of squared weights")
                  .searchedLogarithmically(1e-5, 1e-1),
              TrainingSettings.epochs(300),
              TrainingSettings.batchSize(7).searchedLogarithmically(5, 32)),
          Optional.empty(),
          "Wen et al.: Neural Predictor for Neural Architecture Search, ECCV 2020");

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public InputKind inputs() {
    return GraphInput.Gathering.BOTH_WAYS.inputs();
  }

  @Override
  public Network network(InputForm form, Settings settings) {
    return new GraphConvolutionNetwork(
        (int) form.sizes()[0],
        (int) form.sizes()[1],
        settings.whole("layers"),
        settings.whole("hidden"),
        settings.number("dropout"));
  }

  @Override
  public Adam.Settings optimiser(Settings settings) {
    return TrainingSettings.adam(settings, 0.999, settings.number("weight_decay"));
  }

  @Override
  public NetworkTraining.Stage stage(Settings settings) {
    return TrainingSettings.stage(settings, true, true);
  }
}
