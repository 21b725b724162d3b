package org.lambdanas.graph.tensor;

import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.proto.RunOptions;

/**
 * A run of a graph's session in the making: what it is fed, what it brings back, what else it does.
 * Tensors go by their names: the session may run a copy of the graph that was built. It goes to
 * {@link GraphRuntime#run}.
 */
public final class GraphRun {

  private final Session.Runner runner;

  GraphRun(Session.Runner runner) {
    this.runner = runner;
  }

  /** Gives a tensor its value. */
  public GraphRun feed(Operand<?> operand, Tensor value) {
    Output<?> output = operand.asOutput();
    runner.feed(output.op().name(), output.index(), value);
    return this;
  }

  /** Brings a tensor back. */
  public GraphRun fetch(Operand<?> operand) {
    Output<?> output = operand.asOutput();
    runner.fetch(output.op().name(), output.index());
    return this;
  }

  /** Has an operation carried out. */
  public GraphRun addTarget(Op operation) {
    runner.addTarget(operation.op().name());
    return this;
  }

  Result run() {
    return runner.run();
  }

  /** With a record of what the options ask for. */
  Result run(RunOptions options) {
    return runner.setOptions(options).runAndFetchMetadata();
  }
}
