package org.lambdanas.graph.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.tensor.DirectionalDerivative.Memory;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.family.TFloating;

/** An operation of a graph whose output's derivative along a direction is being added. */
record TangentSite(
    Ops tf,
    Ops unbound,
    Memory memory,
    Precision precision,
    NodeDef node,
    GraphOperation operation,
    Map<Integer, Operand<TFloating>> tangents) {

  String type() {
    return node.getOp();
  }

  int inputs() {
    return operation.numInputs();
  }

  int outputs() {
    return operation.numOutputs();
  }

  /** The operation that makes an input. */
  Operation maker(int input) {
    return operation.input(input).op();
  }

  boolean isFloating(int input) {
    return precision.has(operation.input(input).type());
  }

  Operand<TFloating> input(int index) {
    return floating(operation.input(index));
  }

  Operand<TFloating> output(int index) {
    return output(operation, index);
  }

  Operand<TFloating> output(Operation of, int index) {
    return floating(of.output(index));
  }

  @SuppressWarnings("unchecked")
  private Operand<TFloating> floating(Output<?> output) {
    if (!precision.has(output.type())) {
      throw refuse("it has a " + output.type().getSimpleName());
    }
    return (Operand<TFloating>) output;
  }

  /** In the type of another operand: maps may be narrower than the rest. */
  Operand<TFloating> as(Operand<TFloating> x, Operand<TFloating> like) {
    return x.type().equals(like.type()) ? x : tf.dtypes.cast(x, like.type());
  }

  /** In the type of parameters. */
  Operand<TFloating> wide(Operand<TFloating> x) {
    return x.type().equals(precision.type()) ? x : tf.dtypes.cast(x, precision.type());
  }

  /** Whether an input changes along the direction. */
  boolean moves(int input) {
    return tangents.containsKey(input);
  }

  /** Which inputs change along the direction. */
  Set<Integer> moving() {
    return tangents.keySet();
  }

  /** An input's derivative along the direction. */
  Operand<TFloating> tangent(int input) {
    Operand<TFloating> tangent = tangents.get(input);
    if (tangent == null) {
      throw new IllegalArgumentException(
          "input " + input + " of " + node.getName() + " does not move");
    }
    return tangent;
  }

  /** A number; the same operation wherever one direction needs it. */
  Operand<TFloating> constant(double value, Operand<TFloating> like) {
    return shared(
        value + " " + like.type().getSimpleName(),
        () -> unbound.dtypes.cast(unbound.constant(value), like.type()));
  }

  /** What several operations need alike. */
  Operand<TFloating> shared(String name, Supplier<Operand<TFloating>> made) {
    Operand<TFloating> known = memory.values().get(name);
    if (known == null) {
      known = made.get();
      memory.values().put(name, known);
    }
    return known;
  }

  /** Whether the targets depend on an output. */
  boolean wanted(int output) {
    return memory.wanted().contains(new NodeOutput(node.getName(), output));
  }

  /**
   * The output where one input is replaced by its derivative, for operations that are linear in it.
   * A parameter that grows by itself gives the output once more.
   */
  Operand<TFloating> linear(int input) {
    Operand<TFloating> tangent = tangent(input);
    return tangent.asOutput().equals(operation.input(input))
        ? output(0)
        : output(again(Map.of(input, tangent)), 0);
  }

  /** The same operation with some inputs replaced. */
  Operation again(Map<Integer, Operand<TFloating>> replaced) {
    Output<?>[] all = new Output<?>[operation.numInputs()];
    for (int i = 0; i < all.length; i++) {
      Operand<TFloating> replacement = replaced.get(i);
      all[i] = replacement == null ? operation.input(i) : replacement.asOutput();
    }
    OperationBuilder builder = tf.scope().opBuilder(type(), type());
    if (type().equals("ConcatV2")) {
      // The last input is the axis.
      builder.addInputList(Arrays.copyOf(all, all.length - 1)).addInput(all[all.length - 1]);
    } else {
      Arrays.stream(all).forEach(builder::addInput);
    }
    node.getAttrMap()
        .forEach(
            (name, value) -> {
              // The rest is TensorFlow's own bookkeeping.
              if (!name.startsWith("_")) {
                builder.setAttr(name, value);
              }
            });
    return builder.build();
  }

  /** Another operation, with some of this one's attributes. */
  Operation other(String type, List<Operand<?>> inputs, List<String> attributes) {
    OperationBuilder builder = tf.scope().opBuilder(type, type);
    inputs.forEach(input -> builder.addInput(input.asOutput()));
    attributes.forEach(name -> builder.setAttr(name, node.getAttrOrThrow(name)));
    return builder.build();
  }

  int[] integers(String attribute) {
    return node.getAttrOrThrow(attribute).getList().getIList().stream()
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  boolean isTrue(String attribute) {
    return node.getAttrOrThrow(attribute).getB();
  }

  String text(String attribute) {
    return node.getAttrOrThrow(attribute).getS().toStringUtf8();
  }

  float number(String attribute) {
    return node.getAttrOrThrow(attribute).getF();
  }

  GraphBuildException refuse(String why) {
    return new GraphBuildException(
        "no exact derivative through " + type() + " '" + node.getName() + "': " + why);
  }
}
