package org.lambdanas.graph.tensor;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * A tensor that a graph keeps between runs: a weight, a running statistic, an optimiser's memory.
 *
 * <p>It is a resource variable that is read once a run: every consumer sees the same snapshot, and
 * updates in the same run do not disturb it. TensorFlow's reference variables must not be
 * differentiated through (the JVM dies), so this class is the only place that makes variables.
 *
 * <p>A graph that runs only a few times has parameters that are fed instead: every run is given
 * their values, and those that nobody reads are not in the graph.
 */
public final class Parameter {

  private final String name;
  private final Shape shape;
  private final Supplier<double[]> initialValue;
  private final Supplier<Placeholder<TFloating>> placeholder;
  private final @Nullable Variable variable;
  private @Nullable Placeholder<TFloating> replacement;

  /** What keeps the value between runs. */
  private record Variable(VarHandleOp handle, Operand<TFloating> value, Op replace) {}

  Parameter(
      Ops tf,
      Precision precision,
      String name,
      Shape shape,
      Supplier<double[]> initialValue,
      boolean fed) {
    this.name = name;
    this.shape = shape;
    this.initialValue = initialValue;
    this.placeholder = () -> tf.placeholder(precision.type(), Placeholder.shape(shape));
    if (fed) {
      this.variable = null;
    } else {
      VarHandleOp handle = tf.varHandleOp(precision.type(), shape, VarHandleOp.sharedName(name));
      this.variable =
          new Variable(
              handle,
              tf.readVariableOp(handle, precision.type()),
              tf.assignVariableOp(handle, replacement()));
    }
  }

  /** Unique in its graph, path-like, such as {@code "cells/2/3<-1/nor_conv_3x3/weights"}. */
  public String name() {
    return name;
  }

  /** The shape. */
  public Shape shape() {
    return shape;
  }

  /** Number of values. */
  public long size() {
    return shape.size();
  }

  /** The value as of the start of the run; safe to differentiate through. */
  public Operand<TFloating> value() {
    return variable == null ? replacement() : variable.value();
  }

  /** The variable itself, for update operations. */
  public Operand<? extends TType> handle() {
    return variable().handle();
  }

  /** An operation that replaces the value. */
  public Op assign(Ops tf, Operand<TFloating> next) {
    return AssignVariableOp.create(tf.scope(), variable().handle(), next);
  }

  /** Drawn anew each time, always the same: nothing of the network's size is kept beside it. */
  double[] initialValue() {
    return initialValue.get();
  }

  /** Takes a new value. */
  Placeholder<TFloating> replacement() {
    if (replacement == null) {
      replacement = placeholder.get();
    }
    return replacement;
  }

  private Variable variable() {
    if (variable == null) {
      throw new IllegalStateException(this + " is fed: nothing keeps it between runs");
    }
    return variable;
  }

  Op replace() {
    return variable().replace();
  }

  /** Total number of values. */
  public static long count(List<Parameter> parameters) {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  @Override
  public String toString() {
    return name + shape;
  }
}
