package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.score.Subject.WeightedLayer;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** What the loss would gain if channels were switched off. */
record Fisher() implements Measure {

  @Override
  public String id() {
    return "fisher";
  }

  @Override
  public String summary() {
    return "Sum over channels of half the mean square of activation * its gradient, for each weight"
        + " of the channel (Turner et al. 2020).";
  }

  @Override
  public Reading prepare(Subject subject) {
    Ops tf = subject.tf();
    List<Operand<TFloating>> channels = new ArrayList<>();
    for (WeightedLayer layer : subject.layers()) {
      Operand<TFloating> output = subject.network().value(layer.activation().output());
      Operand<TFloating> gradient = subject.lossGradients().of(layer.activation().output());
      Operand<TFloating> product = tf.math.mul(output, gradient);
      Operand<TInt32> pixels = tf.constant(new int[] {1, 2});
      Operand<TFloating> ofImages =
          output.shape().numDimensions() == 4 ? tf.sum(product, pixels) : product;
      channels.add(tf.math.mean(tf.math.square(ofImages), tf.constant(0)));
    }
    return new Reading(
        List.of(new Request(subject, Weighting.STORED, Input.BATCH, channels)),
        answers -> {
          Map<String, Double> parts = new LinkedHashMap<>();
          Map<String, double[]> ofChannels = new LinkedHashMap<>();
          for (int l = 0; l < channels.size(); l++) {
            WeightedLayer layer = subject.layers().get(l);
            double[] halves =
                Arrays.stream(answers.of(Weighting.STORED, Input.BATCH, channels.get(l)))
                    .map(square -> .5 * square)
                    .toArray();
            ofChannels.put(layer.name(), halves);
            parts.put(layer.name(), layer.weightsOfChannel() * Arrays.stream(halves).sum());
          }
          return Score.sumOf(parts).with("per_channel", ofChannels);
        });
  }
}
