package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Settings;

/** What tells one neural predictor from another. Immutable. */
interface Design {

  PredictorDescription description();

  /** What it reads of encodings. */
  InputKind inputs();

  Network network(InputForm form, Settings settings);

  /** The optimiser of its training; the stages say the rate. */
  Adam.Settings optimiser(Settings settings);

  /** Ceiling of the gradient's global L2 norm; 0: no clipping. */
  default double clipNorm(Settings settings) {
    return 0;
  }

  /** How it is trained on the labelled examples. */
  NetworkTraining.Stage stage(Settings settings);

  /**
   * Trains, in the one {@link #stage} unless a design has more.
   *
   * @param training of its network
   * @param graph with the network
   * @param form what the network reads
   * @param examples the labelled examples
   * @param labels theirs, of zero mean and unit variance
   * @param task settings, seed and further architectures
   */
  default void train(
      NetworkTraining training,
      NetworkGraph graph,
      InputForm form,
      List<float[][]> examples,
      double[] labels,
      LearningTask task) {
    training.run(examples, labels, stage(task.settings()), task.seed().child("training"));
  }
}
