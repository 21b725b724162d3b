package org.lambdanas.graph.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Derivatives along a direction of the fused batch norm and of its gradient, in training mode and
 * with the channels last.
 *
 * <p>With {@code xhat = inv * (x - mean(x))} and {@code J(v) = inv * (v - mean(v) - xhat *
 * mean(xhat * v))}, the derivative of {@code xhat} along {@code v} is {@code J(v)}, and the
 * gradient in {@code x} is {@code scale * J(dy)}: as J is symmetric, the kernel of the gradient
 * serves for both. One call of it gives {@code scale * J(v)} for the norm and its gradient.
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
      Operation moved =
          jacobian(
              at,
              at.tangent(0),
              at.input(0),
              at.input(1),
              List.of(at.output(3), at.output(4), at.output(5)));
      at.memory().made().put(at.node().getName(), moved);
      terms.add(at.output(moved, 0));
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
        if (at.wanted(output)) {
          add(terms, output, at.output(same, output));
        }
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
    Operand<TFloating> map = at.input(1);
    Operand<TFloating> dy = at.wide(at.input(0));
    Operand<TFloating> scale = at.input(2);
    if (at.wanted(0)) {
      Operation moved = at.memory().made().get(norm.name());
      if (moved == null) {
        moved = moved(at, scale);
      }
      Operand<TFloating> scaled = at.wide(at.output(moved, 0));
      Operand<TFloating> inverse = inverse(at, norm);
      Operand<TFloating> factor = tf.math.mul(inverse, perPixel(at, -1));
      Operand<TFloating> onGradient = tf.math.mul(factor, at.output(moved, 1));
      Operand<TFloating> onMoved = tf.math.mul(factor, at.output(1));
      Operand<TFloating> onCentred =
          tf.math.mul(tf.math.mul(factor, inverse), sumOfProducts(at, scaled, dy));
      Operand<TFloating> centred = tf.math.sub(at.wide(map), at.output(norm, 1));
      add(terms, 0, at.as(tf.math.mul(at.wide(at.output(0)), onGradient), map));
      add(terms, 0, at.as(tf.math.mul(scaled, onMoved), map));
      add(terms, 0, at.as(tf.math.mul(centred, onCentred), map));
    }
    if (at.wanted(1)) {
      Operand<TFloating> unscaled = at.wide(at.output(moved(at, tf.onesLike(scale)), 0));
      add(terms, 1, sumOfProducts(at, unscaled, dy));
    }
  }

  private static Operation moved(TangentSite at, Operand<TFloating> scale) {
    return jacobian(
        at, at.tangent(1), at.input(1), scale, List.of(at.input(3), at.input(4), at.input(5)));
  }

  /** By channel. */
  private static Operand<TFloating> sumOfProducts(
      TangentSite at, Operand<TFloating> a, Operand<TFloating> b) {
    return at.tf().reduceSum(at.tf().math.mul(a, b), at.tf().constant(new int[] {0, 1, 2}));
  }

  /** What the norm gives out is the unbiased variance; (n - 1) / n times that is what it used. */
  private static Operand<TFloating> inverse(TangentSite at, Operation norm) {
    Ops tf = at.tf();
    Operand<TFloating> like = at.input(2);
    Operand<TFloating> used =
        tf.math.mul(
            at.output(norm, 2),
            shared(
                at,
                "biased",
                count -> {
                  Operand<TFloating> one = at.constant(1, count);
                  return tf.math.div(tf.math.maximum(tf.math.sub(count, one), one), count);
                }));
    return tf.math.pow(
        tf.math.add(used, at.constant(at.number("epsilon"), like)), at.constant(-.5, like));
  }

  /** A number divided by the number of pixels of all images. */
  private static Operand<TFloating> perPixel(TangentSite at, double value) {
    return shared(at, value + "/n", count -> at.tf().math.div(at.constant(value, count), count));
  }

  /** What depends on the number of pixels of all images only, for all maps of one size. */
  private static Operand<TFloating> shared(
      TangentSite at, String what, UnaryOperator<Operand<TFloating>> ofCount) {
    Ops tf = at.unbound();
    Operand<TFloating> map = at.input(1);
    Operand<TFloating> like = at.input(2);
    String size = " of " + map.shape();
    return at.shared(
        what + size,
        () ->
            ofCount.apply(
                at.shared(
                    "n" + size,
                    () ->
                        tf.math.div(
                            tf.dtypes.cast(tf.size(map), like.type()),
                            at.constant(
                                (double) map.shape().get(map.shape().numDimensions() - 1),
                                like)))));
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
