package org.lambdanas.predictors.neural;

import java.util.function.BiFunction;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.FeatureShape.Form;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;

/**
 * What tells one neural predictor from another. It is trained with Adam; {@code weight_decay} and
 * {@code clip_norm} are settings of those that declare them.
 *
 * @param description id, title, encodings and settings
 * @param reads form of the encodings
 * @param network makes the network for features of a shape
 * @param beta2 Adam's decay of squares
 * @param dropLast whether examples that do not fill a batch are left out of an epoch
 * @param cosine whether the rate falls along half a cosine
 * @param course what is trained on, in which order
 */
record Design(
    PredictorDescription description,
    Form reads,
    BiFunction<FeatureShape, Settings, Network> network,
    double beta2,
    boolean dropLast,
    boolean cosine,
    Course course) {

  private static final String LEARNING_RATE = "learning_rate";
  private static final String EPOCHS = "epochs";
  private static final String BATCH_SIZE = "batch_size";

  /** A training: one stage or several. */
  @FunctionalInterface
  interface Course {

    /** The labelled examples in one stage. */
    Course PLAIN =
        (training, stage, examples, task) ->
            training.run(examples, stage, task.seed().child("training"));

    /**
     * Trains; the stage is one on the labelled examples, the task has settings, seed and further
     * architectures.
     */
    void run(
        NetworkTraining training,
        NetworkTraining.Stage stage,
        NetworkTraining.Examples examples,
        LearningTask task);
  }

  static SettingDescription learningRate(String meaning) {
    return SettingDescription.number(LEARNING_RATE, 0.001, 1e-6, 1, meaning);
  }

  static SettingDescription epochs(long usual) {
    return SettingDescription.whole(EPOCHS, usual, 1, 100_000, "passes over the training set");
  }

  static SettingDescription batchSize(long usual) {
    return SettingDescription.whole(BATCH_SIZE, usual, 1, 65_536, "architectures of a step");
  }

  /** Trains a network that has its initial weights. */
  void train(NetworkGraph graph, NetworkTraining.Examples examples, LearningTask task) {
    Settings settings = task.settings();
    double rate = settings.number(LEARNING_RATE);
    NetworkTraining training =
        new NetworkTraining(
            graph,
            // PyTorch's defaults but for what is given.
            new Adam.Settings(rate, 0.9, beta2, 1e-8, settings.number("weight_decay", 0)),
            settings.number("clip_norm", 0));
    course.run(
        training,
        new NetworkTraining.Stage(
            settings.whole(EPOCHS), settings.whole(BATCH_SIZE), dropLast, rate, cosine),
        examples,
        task);
  }
}
