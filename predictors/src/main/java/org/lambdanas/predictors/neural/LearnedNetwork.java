package org.lambdanas.predictors.neural;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.StoredModel;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.NamedTensor;

/** A trained network. The members of an ensemble are averaged; their spread is the deviation. */
final class LearnedNetwork implements Learned {

  private final InputForm form;
  private final NetworkGraph graph;
  private final UnitScale scale;

  LearnedNetwork(InputForm form, NetworkGraph graph, UnitScale scale) {
    this.form = form;
    this.graph = graph;
    this.scale = scale;
  }

  @Override
  public Estimates predict(List<Encoding> inputs) {
    double[][] members = graph.predict(inputs.stream().map(form::read).toList());
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
    List<NamedTensor> tensors = new ArrayList<>(graph.save());
    long[] sizes = form.sizes();
    tensors.add(TensorMessages.of(NeuralLearner.INPUT, new long[] {sizes.length}, sizes));
    tensors.add(
        TensorMessages.of(
            NeuralLearner.LABELS, new long[] {2}, new double[] {scale.mean(), scale.deviation()}));
    return StoredModel.of(tensors);
  }

  @Override
  public void close() {
    graph.close();
  }
}
