package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.network.NetworkGradients;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** The flow of ones through absolute weights, without batch norms, in double precision. */
record Synflow() implements Measure {

  @Override
  public String id() {
    return "synflow";
  }

  @Override
  public String summary() {
    return "ln of the sum of |weight * gradient of the summed outputs| for an image of ones and"
        + " absolute weights (Tanaka et al. 2020).";
  }

  @Override
  public Reading prepare(Subject subject) {
    Subject linear = subject.linearised();
    NetworkGradients flow =
        linear.network().gradients(linear.sum(linear.network().logits())).inWeights();
    List<Operand<TFloating>> gradients =
        linear.layers().stream().map(layer -> flow.of(layer.weights())).toList();
    List<Operand<TFloating>> weights = linear.weights();
    List<Operand<TFloating>> tensors = new ArrayList<>(weights);
    tensors.addAll(gradients);
    return new Reading(
        List.of(new Request(linear, Weighting.ABSOLUTE, Input.ONES, tensors)),
        answers -> {
          Map<String, Double> parts = new LinkedHashMap<>();
          for (int l = 0; l < gradients.size(); l++) {
            double[] w = answers.of(Weighting.ABSOLUTE, Input.ONES, weights.get(l));
            double[] g = answers.of(Weighting.ABSOLUTE, Input.ONES, gradients.get(l));
            parts.put(linear.layers().get(l).name(), Sums.absoluteProduct(w, g));
          }
          double flowing = Score.sumOf(parts).value();
          return new Score(flowing > 0 ? Math.log(flowing) : 0, parts);
        });
  }
}
