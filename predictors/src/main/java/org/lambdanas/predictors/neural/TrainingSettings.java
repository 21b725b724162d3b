package org.lambdanas.predictors.neural;

import org.lambdanas.graph.train.Adam;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;

/** The settings of their training that all designs declare, and what is made of them. */
final class TrainingSettings {

  private static final String LEARNING_RATE = "learning_rate";
  private static final String EPOCHS = "epochs";
  private static final String BATCH_SIZE = "batch_size";

  private TrainingSettings() {}

  static SettingDescription learningRate(String meaning) {
    return SettingDescription.number(LEARNING_RATE, 0.001, 1e-6, 1, meaning);
  }

  static SettingDescription epochs(long usual) {
    return SettingDescription.whole(EPOCHS, usual, 1, 100_000, "passes over the training set");
  }

  static SettingDescription batchSize(long usual) {
    return SettingDescription.whole(BATCH_SIZE, usual, 1, 65_536, "architectures of a step");
  }

  /** Adam with PyTorch's defaults but for what is given. */
  static Adam.Settings adam(Settings settings, double beta2, double weightDecay) {
    return new Adam.Settings(settings.number(LEARNING_RATE), 0.9, beta2, 1e-8, weightDecay);
  }

  /** Passes over the labelled examples. */
  static NetworkTraining.Stage stage(Settings settings, boolean dropLast, boolean cosine) {
    return new NetworkTraining.Stage(
        settings.whole(EPOCHS),
        settings.whole(BATCH_SIZE),
        dropLast,
        settings.number(LEARNING_RATE),
        cosine);
  }
}
