package org.lambdanas.graph.alignment;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/** What the nodes of a graph say to gradients that are fed. Graphs are built once for each size. */
final class MeasuredInAGraph implements AutoCloseable {

  private record Size(Alignment alignment, int cells, int entries) {}

  private record Built(
      GraphRuntime runtime, Placeholder<TFloating> gradients, CellAlignment nodes) {}

  /** All that the nodes say. */
  record Measured(
      double value, int zeros, double[][] directions, double norm, HostAlignment.Cells cells) {}

  private final Map<Size, Built> built = new HashMap<>();

  private static Built build(Size size) {
    GraphRuntime runtime = GraphRuntime.sequential(Precision.FLOAT64);
    Shape shape = Shape.of(size.cells(), size.entries(), 1);
    Placeholder<TFloating> gradients =
        runtime.ops().placeholder(runtime.precision().type(), Placeholder.shape(shape));
    return new Built(
        runtime, gradients, CellAlignment.of(runtime.ops(), size.alignment(), gradients, shape));
  }

  /** Measures the gradients of at least one cell. */
  Measured all(Alignment alignment, double[][] g) {
    Size size = new Size(alignment, g.length, g[0].length);
    Built graph = built.computeIfAbsent(size, MeasuredInAGraph::build);
    CellAlignment nodes = graph.nodes();
    try (StepScope scope = new StepScope()) {
      GraphRun run = graph.runtime().runner();
      run.feed(
          graph.gradients(),
          scope.tensor(
              Precision.FLOAT64,
              graph.gradients().shape(),
              Arrays.stream(g).flatMapToDouble(Arrays::stream).toArray()));
      List.of(
              nodes.value(),
              nodes.zeroGradients(),
              nodes.directions(),
              nodes.directionNorm(),
              nodes.norms(),
              nodes.shares(),
              nodes.cosines())
          .forEach(run::fetch);
      Result result = graph.runtime().run(scope, run);
      double[] flat = TensorValues.doubles(result.get(2));
      double[][] directions = new double[g.length][];
      Arrays.setAll(
          directions, l -> Arrays.copyOfRange(flat, l * size.entries(), (l + 1) * size.entries()));
      return new Measured(
          TensorValues.scalar(result.get(0)),
          (int) TensorValues.scalar(result.get(1)),
          directions,
          TensorValues.scalar(result.get(3)),
          new HostAlignment.Cells(
              TensorValues.doubles(result.get(4)),
              TensorValues.doubles(result.get(5)),
              TensorValues.doubles(result.get(6))));
    }
  }

  /** The alignment in the terms of the host's; empty where there is none. */
  Optional<HostAlignment.Agreement> of(Alignment alignment, double[][] g) {
    Measured measured = all(alignment, g);
    return Double.isNaN(measured.value())
        ? Optional.empty()
        : Optional.of(
            new HostAlignment.Agreement(measured.value(), measured.directions(), measured.zeros()));
  }

  @Override
  public void close() {
    built.values().forEach(graph -> graph.runtime().close());
    built.clear();
  }
}
