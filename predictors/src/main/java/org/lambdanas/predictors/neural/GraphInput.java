package org.lambdanas.predictors.neural;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.GraphEncoding;
import org.tensorflow.ndarray.Shape;

/**
 * Graphs for graph convolutions: how each node gathers from the nodes it is connected with, and
 * what the nodes are.
 *
 * @param nodes number of nodes, padding included
 * @param features of a node
 * @param gathering what the convolution multiplies with
 */
record GraphInput(int nodes, int features, Gathering gathering) implements InputForm {

  /** What a graph convolution multiplies node features with. */
  enum Gathering {
    /**
     * Two parts for the operators, {@code [nodes, nodes]} along and against the arcs: {@code P =
     * rownorm(A + I)} and {@code rownorm(P transposed)}, A being 1 at {@code [source, target]}; and
     * one of a single number, 1 over the number of used nodes.
     */
    BOTH_WAYS,
    /**
     * A part for the operator, {@code [nodes, nodes]}: 1 at {@code [target, source]} of each arc,
     * so that a node gathers from its sources; self loops are the encoding's own. And two of {@code
     * [nodes]}: 1 for each used node, and 1 for the last of them, the global node.
     */
    FROM_SOURCES;

    /** Graphs for such convolutions. */
    InputKind inputs() {
      return new InputKind(
          2,
          example -> GraphInput.of(example, this),
          sizes -> new GraphInput(sizes[0], sizes[1], this));
    }
  }

  /** The form of an encoding. */
  static GraphInput of(Encoding encoding, Gathering gathering) {
    GraphEncoding graph = graph(encoding);
    return new GraphInput(graph.getNodes(), graph.getFeatures(), gathering);
  }

  private static GraphEncoding graph(Encoding encoding) {
    if (!encoding.hasGraph()) {
      throw InputForm.other(encoding, "graph");
    }
    return encoding.getGraph();
  }

  @Override
  public long[] sizes() {
    return new long[] {nodes, features};
  }

  @Override
  public List<Shape> parts() {
    Shape square = Shape.of(nodes, nodes);
    Shape described = Shape.of(nodes, features);
    return gathering == Gathering.BOTH_WAYS
        ? List.of(described, square, square, Shape.of(1))
        : List.of(described, square, Shape.of(nodes), Shape.of(nodes));
  }

  @Override
  public float[][] read(Encoding encoding) {
    GraphEncoding graph = graph(encoding);
    if (graph.getNodes() != nodes || graph.getFeatures() != features) {
      throw new DataException(
          "an encoding has "
              + graph.getNodes()
              + " nodes with "
              + graph.getFeatures()
              + " features: the predictor reads "
              + nodes
              + " with "
              + features);
    }
    float[] described = new float[nodes * features];
    for (int i = 0; i < described.length; i++) {
      described[i] = graph.getNodeFeatures(i);
    }
    double[] arcs = new double[nodes * nodes];
    graph.getArcsList().forEach(arc -> arcs[arc.getSource() * nodes + arc.getTarget()] = 1);
    if (gathering == Gathering.FROM_SOURCES) {
      float[] used = new float[nodes];
      Arrays.fill(used, 0, graph.getUsedNodes(), 1);
      float[] last = new float[nodes];
      last[graph.getUsedNodes() - 1] = 1;
      return new float[][] {described, narrow(transposed(arcs)), used, last};
    }
    for (int i = 0; i < nodes; i++) {
      arcs[i * nodes + i] += 1;
    }
    double[] along = rowNormalised(arcs);
    return new float[][] {
      described,
      narrow(along),
      narrow(rowNormalised(transposed(along))),
      {1f / graph.getUsedNodes()}
    };
  }

  private double[] rowNormalised(double[] matrix) {
    double[] normalised = new double[matrix.length];
    for (int row = 0; row < nodes; row++) {
      double sum = 0;
      for (int column = 0; column < nodes; column++) {
        sum += matrix[row * nodes + column];
      }
      for (int column = 0; column < nodes; column++) {
        normalised[row * nodes + column] = matrix[row * nodes + column] / sum;
      }
    }
    return normalised;
  }

  private double[] transposed(double[] matrix) {
    double[] transposed = new double[matrix.length];
    for (int row = 0; row < nodes; row++) {
      for (int column = 0; column < nodes; column++) {
        transposed[column * nodes + row] = matrix[row * nodes + column];
      }
    }
    return transposed;
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
