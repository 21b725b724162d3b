package org.lambdanas.graph.tensor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * How an operation's output changes along a direction, by type of operation.
 *
 * <p>Nearly everything in a network and in its first-order gradient is linear in each of its
 * inputs, so the same kernel gives the derivative: no second-order gradients are needed, nor
 * anything registered with TensorFlow. Rectifiers and pools are piecewise linear; their kinks count
 * for nothing, as in the first-order gradient.
 */
final class TangentRules {

  /** The derivatives of an operation's outputs, by the index of the output. */
  interface Rule {
    Map<Integer, Operand<TFloating>> tangents(TangentSite at);
  }

  private static final Map<String, Rule> RULES = rules();

  private TangentRules() {}

  /** The rule of an operation; refuses it if there is none. */
  static Rule of(TangentSite at) {
    Rule rule = RULES.get(at.type());
    if (rule == null) {
      throw at.refuse("no rule for this type of operation");
    }
    return rule;
  }

  /** The types of operation that have a rule. */
  static Set<String> types() {
    return RULES.keySet();
  }

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new HashMap<>();
    for (String type :
        List.of(
            "Identity",
            "Neg",
            "Reshape",
            "Transpose",
            "BroadcastTo",
            "Tile",
            "Slice",
            "StridedSlice",
            "StridedSliceGrad",
            "Pad",
            "SpaceToBatchND",
            "BatchToSpaceND",
            "Sum",
            "Mean",
            "AvgPool",
            "AvgPoolGrad",
            "Mul",
            "MatMul",
            "Conv2D",
            "Conv2DBackpropInput",
            "Conv2DBackpropFilter",
            "DepthwiseConv2dNative",
            "DepthwiseConv2dNativeBackpropInput",
            "DepthwiseConv2dNativeBackpropFilter")) {
      rules.put(type, at -> linearInEach(at, at.moving()));
    }
    for (String type : List.of("Add", "Sub", "ConcatV2", "PadV2")) {
      rules.put(type, single(TangentRules::linearInAll));
    }
    rules.put("AddN", single(TangentRules::sumOfMoving));
    rules.put("ReluGrad", at -> linearInEach(at, Set.of(0)));
    rules.put("MaxPoolGrad", at -> linearInEach(at, Set.of(2)));
    rules.put("Relu", single(at -> at.tf().nn.reluGrad(at.tangent(0), at.output(0))));
    rules.put("MaxPool", single(TangentRules::maxPool));
    rules.put("Cast", single(at -> at.as(at.tangent(0), at.output(0))));
    rules.put("Exp", single(at -> at.tf().math.mul(at.tangent(0), at.output(0))));
    rules.put("Div", single(TangentRules::quotient));
    rules.put("Pow", single(TangentRules::power));
    rules.put("LogSoftmax", single(TangentRules::logSoftmax));
    rules.put("FusedBatchNormV3", BatchNormTangents::ofNorm);
    rules.put("FusedBatchNormGradV3", BatchNormTangents::ofGradient);
    rules.put("ZerosLike", at -> Map.of());
    return Map.copyOf(rules);
  }

  private static Rule single(Function<TangentSite, Operand<TFloating>> rule) {
    return at -> {
      if (at.outputs() != 1) {
        throw at.refuse("it has " + at.outputs() + " outputs");
      }
      return Map.of(0, rule.apply(at));
    };
  }

  /** Linear in each of some inputs, the others held: one term for each that moves. */
  private static Map<Integer, Operand<TFloating>> linearInEach(
      TangentSite at, Set<Integer> inputs) {
    Optional<Operand<TFloating>> sum =
        at.moving().stream().filter(inputs::contains).map(at::linear).reduce(at.tf().math::add);
    return sum.isPresent() ? Map.of(0, sum.get()) : Map.of();
  }

  /** Linear in all inputs together: those that do not move count as zero. */
  private static Operand<TFloating> linearInAll(TangentSite at) {
    Map<Integer, Operand<TFloating>> replaced = new TreeMap<>();
    for (int i = 0; i < at.inputs(); i++) {
      if (at.moves(i)) {
        replaced.put(i, at.tangent(i));
      } else if (at.isFloating(i)) {
        Operand<TFloating> held = at.input(i);
        // Kernels on a GPU read the scalar of a pad from the host: one copy for all.
        replaced.put(i, held.shape().isScalar() ? at.constant(0, held) : at.tf().zerosLike(held));
      }
    }
    return at.output(at.again(replaced), 0);
  }

  private static Operand<TFloating> sumOfMoving(TangentSite at) {
    List<Operand<TFloating>> terms = at.moving().stream().map(at::tangent).toList();
    return terms.size() == 1 ? terms.get(0) : at.tf().math.addN(terms);
  }

  /**
   * Of every window the entry of the tangent where the input has its maximum.
   *
   * <p>TensorFlow's kernel may write its output over the tangent while it still reads from it,
   * where both have one shape and nobody else holds the tangent at that moment. With the margins of
   * SAME made explicit the shapes differ.
   */
  private static Operand<TFloating> maxPool(TangentSite at) {
    Ops tf = at.tf();
    int[] sides = at.integers("ksize");
    Operand<TInt32> window = tf.constant(sides);
    Operand<TInt32> strides = tf.constant(at.integers("strides"));
    Operand<TFloating> x = at.input(0);
    Operand<TFloating> tangent = at.tangent(0);
    if (at.text("padding").equals("SAME")) {
      // Windows of odd side and stride 1: the only ones that are padded so.
      int margin = sides[1] / 2;
      Operand<TInt32> margins =
          tf.constant(new int[][] {{0, 0}, {margin, margin}, {margin, margin}, {0, 0}});
      x = tf.pad(x, margins, at.constant(-Float.MAX_VALUE, x));
      tangent = tf.pad(tangent, margins, at.constant(0, x));
    }
    return tf.nn.maxPoolGradGrad(x, at.output(0), tangent, window, strides, "VALID");
  }

  private static Operand<TFloating> quotient(TangentSite at) {
    Ops tf = at.tf();
    if (!at.moves(1)) {
      return tf.math.div(at.tangent(0), at.input(1));
    }
    Operand<TFloating> byDivisor =
        tf.math.neg(tf.math.div(tf.math.mul(at.output(0), at.tangent(1)), at.input(1)));
    return at.moves(0)
        ? tf.math.add(tf.math.div(at.tangent(0), at.input(1)), byDivisor)
        : byDivisor;
  }

  private static Operand<TFloating> power(TangentSite at) {
    if (at.moves(1)) {
      throw at.refuse("its exponent varies");
    }
    Ops tf = at.tf();
    Operand<TFloating> exponent = at.input(1);
    Operand<TFloating> lower =
        tf.math.pow(at.input(0), tf.math.sub(exponent, at.constant(1, exponent)));
    return tf.math.mul(tf.math.mul(exponent, lower), at.tangent(0));
  }

  private static Operand<TFloating> logSoftmax(TangentSite at) {
    Ops tf = at.tf();
    Operand<TInt32> last = tf.constant(new int[] {-1});
    Operand<TFloating> expected =
        tf.reduceSum(
            tf.math.mul(tf.math.exp(at.output(0)), at.tangent(0)), last, ReduceSum.keepDims(true));
    return tf.math.sub(at.tangent(0), expected);
  }
}
