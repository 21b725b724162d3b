package org.lambdanas.predictors.neural;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;

/**
 * {@code nao} and {@code seminas}. The second trains further on its own predictions for random
 * architectures, among which the labelled ones come several times.
 *
 * @param description id, title, encodings and settings
 * @param semiSupervised whether there is a second stage
 */
record SequenceDesign(PredictorDescription description, boolean semiSupervised) implements Design {

  /** Labelled architectures only. */
  static final SequenceDesign NAO =
      new SequenceDesign(
          description(
              "nao",
              "encoder, predictor and decoder of token sequences",
              List.of(),
              "Luo et al.: Neural Architecture Optimization, NeurIPS 2018"),
          false);

  /** And its own predictions. */
  static final SequenceDesign SEMINAS =
      new SequenceDesign(
          description(
              "seminas",
              "encoder, predictor and decoder of token sequences, semi-supervised",
              List.of(
                  SettingDescription.whole(
                      "semi_epochs", 50, 1, 100_000, "passes of the second stage"),
                  SettingDescription.number(
                      "synthetic",
                      1,
                      0,
                      1000,
                      "random architectures of the second stage, for each labelled one"),
                  SettingDescription.whole(
                      "repeats", 10, 1, 1000, "times each labelled one comes in a pass of it")),
              "Luo et al.: Semi-Supervised Neural Architecture Search, NeurIPS 2020"),
          true);

  private static PredictorDescription description(
      String id, String title, List<SettingDescription> further, String source) {
    List<SettingDescription> settings =
        new ArrayList<>(
            List.of(
                SettingDescription.whole("hidden", 64, 1, 512, "size of states and embeddings")
                    .searchedLogarithmically(16, 128),
                SettingDescription.number(
                    "dropout", 0.1, 0, 0.9, "share of the values that training leaves out"),
                SettingDescription.number(
                    "trade_off", 0.8, 0, 1, "the prediction's share of the loss"),
                TrainingSettings.learningRate("Adam's step size")
                    .searchedLogarithmically(1e-5, 1e-1),
                SettingDescription.number("weight_decay", 1e-4, 0, 1, "penalty of squared weights"),
                SettingDescription.number(
                    "clip_norm", 5, 0, 1e6, "ceiling of the gradient's norm; 0: none"),
                TrainingSettings.epochs(50),
                TrainingSettings.batchSize(100).searchedLogarithmically(16, 128)));
    settings.addAll(further);
    return new PredictorDescription(
        id,
        title,
        Family.MODEL_BASED,
        List.of("sequence"),
        Optional.empty(),
        1,
        false,
        settings,
        Optional.empty(),
        source);
  }

  @Override
  public InputKind inputs() {
    return SequenceInput.KIND;
  }

  @Override
  public Network network(InputForm form, Settings settings) {
    return new SequenceNetwork(
        (int) form.sizes()[0],
        (int) form.sizes()[1],
        settings.whole("hidden"),
        settings.number("dropout"),
        settings.number("trade_off"));
  }

  @Override
  public Adam.Settings optimiser(Settings settings) {
    return TrainingSettings.adam(settings, 0.999, settings.number("weight_decay"));
  }

  @Override
  public double clipNorm(Settings settings) {
    return settings.number("clip_norm");
  }

  @Override
  public NetworkTraining.Stage stage(Settings settings) {
    return TrainingSettings.stage(settings, false, false);
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
    Seed seed = task.seed().child("training");
    training.run(examples, labels, stage(settings), seed.child("supervised"));
    if (!semiSupervised) {
      return;
    }
    int further = (int) Math.round(settings.number("synthetic") * examples.size());
    List<float[][]> synthetic = task.unlabelled().apply(further).stream().map(form::read).toList();
    List<float[][]> all = new ArrayList<>();
    DoubleStream.Builder targets = DoubleStream.builder();
    for (int r = 0; r < settings.whole("repeats"); r++) {
      all.addAll(examples);
      DoubleStream.of(labels).forEach(targets);
    }
    all.addAll(synthetic);
    DoubleStream.of(graph.predict(synthetic)[0]).forEach(targets);
    NetworkTraining.Stage semi = stage(settings).lasting(settings.whole("semi_epochs"));
    training.run(all, targets.build().toArray(), semi, seed.child("semi"));
  }
}
