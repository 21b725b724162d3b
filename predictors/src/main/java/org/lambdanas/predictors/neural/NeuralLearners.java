package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.predictors.predictor.Learner;

/** The neural predictors. */
public final class NeuralLearners {

  private NeuralLearners() {}

  /**
   * All of them.
   *
   * @return in the order in which they are listed to people
   */
  public static List<Learner> all() {
    return List.of(
        new NeuralLearner(FeedForwardDesign.BANANAS),
        new NeuralLearner(FeedForwardDesign.MLP),
        new NeuralLearner(GraphConvolutionDesign.INSTANCE),
        new NeuralLearner(GlobalNodeDesign.INSTANCE),
        new NeuralLearner(SequenceDesign.NAO),
        new NeuralLearner(SequenceDesign.SEMINAS));
  }
}
