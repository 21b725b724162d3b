package org.lambdanas.graph.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Derivatives along a direction of the fused batch norm and of its gradient, in training mode and
 * with the channels last.
 *
 * <p>With {@code xhat = inv * (x - mean(x))} and {@code J(v) = inv * (v - mean(v) - xhat *
 * mean(xhat * v))}, the derivative of {@code xhat} along {@code v} is {@code J(v)}, and the
 * gradient in {@code x} is {@code scale * J(dy)}: as J is symmetric, the kernel of the gradient
 * serves for both.
 */
final class BatchNormTangents {

  private static final String NORM = "FusedBatchNormV3";
  private static final String GRADIENT = "FusedBatchNormGradV3";
  private static final List<String> ATTRIBUTES =
      List.of("T", "U", "epsilon", "data_format", "is_training");

  private BatchNormTangents() {}

  /**
   * Of {@code y = scale * xhat + offset}. The other outputs are memory of the gradient, whose rule
   * knows what depends on x.
   */
  static Map<Integer, Operand<TFloating>> ofNorm(TangentSite at) {
    refuseInference(at);
    Ops tf = at.tf();
    List<Operand<TFloating>> terms = new ArrayList<>();
    if (at.moves(0)) {
      terms.add(at.output(jacobian(at, at.tangent(0), at.input(0), at.input(1), memory(at)), 0));
    }
    if (at.moves(1)) {
      Operand<TFloating> zero = tf.zerosLike(at.input(2));
      terms.add(at.output(at.again(Map.of(1, at.tangent(1), 2, zero)), 0));
    }
    if (at.moves(2)) {
      terms.add(tf.math.add(tf.zerosLike(at.input(0)), at.as(at.tangent(2), at.input(0))));
    }
    return Map.of(0, terms.size() == 1 ? terms.get(0) : tf.math.addN(terms));
  }

  private static List<Operand<TFloating>> memory(TangentSite norm) {
    return List.of(norm.output(3), norm.output(4), norm.output(5));
  }

  /** {@code scale * J(v)}, the sum of {@code xhat * v} and the sum of v. */
  private static Operation jacobian(
      TangentSite at,
      Operand<TFloating> v,
      Operand<TFloating> x,
      Operand<TFloating> scale,
      List<Operand<TFloating>> memory) {
    return at.other(
        GRADIENT, List.of(v, x, scale, memory.get(0), memory.get(1), memory.get(2)), ATTRIBUTES);
  }

  /** Of {@code scale * J(dy)}, the sum of {@code xhat * dy} and the sum of dy. */
  static Map<Integer, Operand<TFloating>> ofGradient(TangentSite at) {
    refuseInference(at);
    Ops tf = at.tf();
    Map<Integer, List<Operand<TFloating>>> terms = new HashMap<>();
    if (at.moves(0)) {
      Operation same = at.again(Map.of(0, at.tangent(0)));
      for (int output = 0; output < 3; output++) {
        add(terms, output, at.output(same, output));
      }
    }
    if (at.moves(2)) {
      add(terms, 0, at.output(at.again(Map.of(2, at.tangent(2))), 0));
    }
    if (at.moves(1)) {
      alongInput(at, terms);
    }
    Map<Integer, Operand<TFloating>> tangents = new HashMap<>();
    terms.forEach(
        (output, list) ->
            tangents.put(output, list.size() == 1 ? list.get(0) : tf.math.addN(list)));
    return tangents;
  }

  /**
   * Along v in x: inv changes by {@code -inv^2 * mean(xhat * v)}, xhat by {@code J(v)}, and the
   * mean of {@code xhat * dy} by that of {@code J(v) * dy}.
   */
  private static void alongInput(TangentSite at, Map<Integer, List<Operand<TFloating>>> terms) {
    Operation norm = at.maker(3);
    if (!norm.type().equals(NORM)) {
      throw at.refuse("its memory comes from " + norm.type());
    }
    Ops tf = at.tf();
    Operand<TInt32> axes = tf.constant(new int[] {0, 1, 2});
    Operand<TFloating> map = at.input(1);
    Operand<TFloating> dy = at.wide(at.input(0));
    Operand<TFloating> x = at.wide(map);
    Operand<TFloating> scale = at.input(2);

    Operand<TFloating> count =
        tf.math.div(
            tf.dtypes.cast(tf.size(x), x.asOutput().type()),
            at.constant((double) x.shape().get(x.shape().numDimensions() - 1), x));
    Operand<TFloating> one = at.constant(1, x);
    // What the norm gives out is the unbiased variance; n / max(n - 1, 1) times what it used.
    Operand<TFloating> variance =
        tf.math.mul(
            at.output(norm, 2), tf.math.div(tf.math.maximum(tf.math.sub(count, one), one), count));
    Operand<TFloating> inverse =
        tf.math.pow(
            tf.math.add(variance, at.constant(at.number("epsilon"), x)), at.constant(-.5, x));

    Operation unscaled =
        jacobian(
            at,
            at.tangent(1),
            map,
            tf.onesLike(scale),
            List.of(at.input(3), at.input(4), at.input(5)));
    Operand<TFloating> moved = at.wide(at.output(unscaled, 0));
    Operand<TFloating> sumOfProduct = tf.reduceSum(tf.math.mul(moved, dy), axes);
    Operand<TFloating> factor = tf.math.neg(tf.math.div(inverse, count));
    Operand<TFloating> onGradient = tf.math.mul(factor, at.output(unscaled, 1));
    Operand<TFloating> scaled = tf.math.mul(factor, scale);
    Operand<TFloating> onMoved = tf.math.mul(scaled, at.output(1));
    Operand<TFloating> onCentred = tf.math.mul(tf.math.mul(scaled, sumOfProduct), inverse);
    Operand<TFloating> centred = tf.math.sub(x, at.output(norm, 1));
    add(terms, 0, at.as(tf.math.mul(at.wide(at.output(0)), onGradient), map));
    add(terms, 0, at.as(tf.math.mul(moved, onMoved), map));
    add(terms, 0, at.as(tf.math.mul(centred, onCentred), map));
    add(terms, 1, sumOfProduct);
  }

  private static void add(
      Map<Integer, List<Operand<TFloating>>> terms, int output, Operand<TFloating> term) {
    terms.computeIfAbsent(output, k -> new ArrayList<>()).add(term);
  }

  private static void refuseInference(TangentSite at) {
    if (!at.isTrue("is_training")) {
      throw at.refuse("it is not in training mode");
    }
  }
}
