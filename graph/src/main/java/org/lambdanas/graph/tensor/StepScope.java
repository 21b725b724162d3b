package org.lambdanas.graph.tensor;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * Owns every native tensor of a step: what is fed and what is fetched. Closing the scope frees them
 * all, newest first. The garbage collector knows nothing of native memory, so nothing may be left
 * to it.
 */
public final class StepScope implements AutoCloseable {

  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  /** A floating-point tensor, row-major. */
  public Tensor tensor(Precision precision, Shape shape, float[] values) {
    if (!precision.isDouble()) {
      return own(TFloat32.tensorOf(shape, DataBuffers.of(values, true, false)));
    }
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return tensor(precision, shape, wide);
  }

  /** The same from double values, rounded if the precision is single. */
  public Tensor tensor(Precision precision, Shape shape, double[] values) {
    if (precision.isDouble()) {
      return own(TFloat64.tensorOf(shape, DataBuffers.of(values, true, false)));
    }
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return own(TFloat32.tensorOf(shape, DataBuffers.of(narrow, true, false)));
  }

  /** A floating-point scalar. */
  public Tensor scalar(Precision precision, double value) {
    return tensor(precision, Shape.scalar(), new double[] {value});
  }

  /** An integer. */
  public Tensor integer(int value) {
    return own(TInt32.scalarOf(value));
  }

  /** A text. */
  public Tensor text(String value) {
    return own(TString.scalarOf(value));
  }

  /** A vector of integers, such as labels. */
  public Tensor labels(int[] values) {
    return integers(Shape.of(values.length), values);
  }

  /** A tensor of integers, row-major. */
  public Tensor integers(Shape shape, int[] values) {
    return own(TInt32.tensorOf(shape, DataBuffers.of(values, true, false)));
  }

  /** Runs what a runner of some other session was asked to run. */
  public Result run(Session.Runner runner) {
    return own(runner.run());
  }

  Result run(GraphRun runner) {
    return own(runner.run());
  }

  /** The same with a record of what the options ask for. */
  Result run(GraphRun runner, RunOptions options) {
    return own(runner.run(options));
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        failure = new IllegalStateException("closing a tensor failed", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
