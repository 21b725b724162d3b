package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.score.Measure.Answers;
import org.lambdanas.graph.score.Measure.Input;
import org.lambdanas.graph.score.Measure.Weighting;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * Whether the sum of a network's logits depends on the images. Where every path ends in a batch
 * norm of the batch's statistics it does not, and its gradient is nothing but rounding errors
 * beside that of the logits with random signs.
 *
 * @param plain gradients of the sum, near the logits
 * @param signed the same of the sum with random signs
 * @param rounding how much smaller rounding errors are
 */
record Dependence(
    List<Operand<TFloating>> plain, List<Operand<TFloating>> signed, double rounding) {

  static Dependence of(Subject subject) {
    return of(subject, subject.signedGradients());
  }

  /** The same for a single image. */
  static Dependence ofImage(Subject subject) {
    return of(subject, subject.signedGradientsOfMaps());
  }

  private static Dependence of(Subject subject, List<Operand<TFloating>> signed) {
    return new Dependence(
        subject.plainGradients(), signed, subject.runtime().precision().isDouble() ? 1e-9 : 1e-4);
  }

  /** What is to be read. */
  List<Operand<?>> tensors() {
    List<Operand<?>> tensors = new ArrayList<>(plain);
    tensors.addAll(signed);
    return tensors;
  }

  boolean shown(Answers answers, Weighting weights, Input input) {
    return norm(answers, weights, input, plain) > rounding * norm(answers, weights, input, signed);
  }

  private static double norm(
      Answers answers, Weighting weights, Input input, List<? extends Operand<?>> tensors) {
    return Sums.norm(
        tensors.stream().mapToDouble(t -> Sums.norm(answers.of(weights, input, t))).toArray());
  }
}
