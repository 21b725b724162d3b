package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.stored.StoredModel;

/** A trained network. The members of an ensemble are averaged; their spread is the deviation. */
record LearnedNetwork(FeatureShape shape, NetworkGraph graph, UnitScale scale) implements Learned {

  @Override
  public Estimates predict(List<Features> inputs) {
    double[][] members = graph.predict(graph.read(inputs));
    double[] means = new double[inputs.size()];
    double[] deviations = new double[inputs.size()];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      for (double[] member : members) {
        sum += member[i];
      }
      double mean = sum / members.length;
      double squares = 0;
      for (double[] member : members) {
        squares += (member[i] - mean) * (member[i] - mean);
      }
      means[i] = scale.fromUnit(mean);
      deviations[i] = scale.deviation() * Math.sqrt(squares / Math.max(1, members.length - 1));
    }
    return members.length == 1 ? Estimates.of(means) : Estimates.of(means, deviations);
  }

  @Override
  public StoredModel store() {
    return new StoredModel.Writer()
        .add(graph.save())
        .wholes(NeuralLearner.INPUT, shape.sizes())
        .vector(NeuralLearner.LABELS, scale.mean(), scale.deviation())
        .model();
  }

  @Override
  public void close() {
    graph.close();
  }
}
