package org.lambdanas.predictors.bayes;

import java.util.List;
import java.util.function.Supplier;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * Networks sampled from a posterior; the prediction is their mean. Its deviations are those of
 * labels: they include the noise.
 *
 * @param network gets each sample's parameters in turn
 * @param samples parameters, and the logarithm of the noise's variance last
 * @param features of an encoding
 * @param mean of the labels
 * @param scale of the labels
 * @param stored makes the stored form
 */
record NetworkSamples(
    DenseNetwork network,
    List<double[]> samples,
    int features,
    double mean,
    double scale,
    Supplier<StoredModel> stored)
    implements Learned {

  @Override
  public Estimates predict(List<Features> inputs) {
    SparseRows rows = SparseRows.of(inputs, features);
    double[] sums = new double[rows.size()];
    double[] squares = new double[rows.size()];
    double noise = 0;
    for (double[] sample : samples) {
      Cancellation.check();
      network.set(sample);
      noise += Math.exp(sample[sample.length - 1]) / samples.size();
      for (int[] block : BayesianNetworks.blocks(rows.size())) {
        network.forward(rows, block);
        for (int b = 0; b < block.length; b++) {
          double output = network.output(b);
          sums[block[b]] += output;
          squares[block[b]] += output * output;
        }
      }
    }
    double[] means = new double[sums.length];
    double[] deviations = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      double average = sums[i] / samples.size();
      double spread = Math.max(0, squares[i] / samples.size() - average * average);
      means[i] = mean + scale * average;
      deviations[i] = scale * Math.sqrt(spread + noise);
    }
    return Estimates.of(means, deviations);
  }

  @Override
  public StoredModel store() {
    return stored.get();
  }
}
