package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.network.NetworkGradients;
import org.lambdanas.graph.score.Subject.Norms;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** The flow of ones through absolute weights, in double precision. */
record Synflow(String id, String summary, Norms norms) implements Measure {

  static final Measure USUAL =
      new Synflow(
          "synflow",
          "ln of the sum of |weight * gradient of the summed outputs| for an image of ones and"
              + " absolute weights, without batch norms (Tanaka et al. 2020).",
          Norms.REMOVED);

  static final Measure WITH_NORMS =
      new Synflow("synflow_bn_kept", "As synflow, with batch norms.", Norms.KEPT);

  /** What zero-cost-nas does to its own NAS-Bench-201 network. */
  static final Measure WITH_NORMS_OF_RESIDUAL_BLOCKS =
      new Synflow(
          "synflow_zero_cost_nas_nb201",
          "As synflow, with the batch norms of residual blocks (zero-cost-nas on NAS-Bench-201).",
          Norms.KEPT_IN_RESIDUAL_BLOCKS);

  @Override
  public Reading prepare(Subject subject) {
    Subject seen = subject.flowing(norms);
    NetworkGradients flow = seen.network().gradients(seen.sum(seen.network().logits())).inWeights();
    List<Operand<TFloating>> gradients =
        seen.layers().stream().map(layer -> flow.of(layer.weights())).toList();
    List<Operand<TFloating>> weights = seen.weights();
    Optional<Dependence> dependence =
        norms == Norms.KEPT && seen.connected()
            ? Optional.of(Dependence.ofImage(seen))
            : Optional.empty();
    List<Operand<?>> tensors = new ArrayList<>(weights);
    tensors.addAll(gradients);
    dependence.ifPresent(tested -> tensors.addAll(tested.tensors()));
    return new Reading(
        List.of(new Request(seen, Weighting.ABSOLUTE, Input.ONES, tensors)),
        answers -> {
          if (dependence.isPresent()
              && !dependence.get().shown(answers, Weighting.ABSOLUTE, Input.ONES)) {
            return Score.undetermined();
          }
          Map<String, Double> parts = new LinkedHashMap<>();
          for (int l = 0; l < gradients.size(); l++) {
            double[] w = answers.of(Weighting.ABSOLUTE, Input.ONES, weights.get(l));
            double[] g = answers.of(Weighting.ABSOLUTE, Input.ONES, gradients.get(l));
            parts.put(seen.layers().get(l).name(), Sums.absoluteProduct(w, g));
          }
          double flowing = Score.sumOf(parts).value();
          return new Score(flowing > 0 ? Math.log(flowing) : 0, parts).with("value", flowing);
        });
  }
}
