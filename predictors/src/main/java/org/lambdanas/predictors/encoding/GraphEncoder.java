package org.lambdanas.predictors.encoding;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.GraphEncoding;

/**
 * An encoding as a graph whose nodes carry a one-hot code. Padding nodes have no arcs and no code.
 *
 * @param <C> the space's short form
 */
final class GraphEncoder<C> extends CellEncoder<C> {

  private static final int MOST_NODES = Integer.SIZE;

  /** All features of a node are zero. */
  private static final int EMPTY = -1;

  /** The features of a node are not one 1 among zeros. */
  private static final int NO_CODE = -2;

  /** Messages of all arcs, by source and target. */
  private static final Arc[][] ARCS =
      IntStream.range(0, MOST_NODES)
          .mapToObj(
              source ->
                  IntStream.range(0, MOST_NODES)
                      .mapToObj(
                          target -> Arc.newBuilder().setSource(source).setTarget(target).build())
                      .toArray(Arc[]::new))
          .toArray(Arc[][]::new);

  private final int nodes;
  private final int features;
  private final Function<C, NodeGraph> writer;
  private final Optional<Function<NodeGraph, C>> reader;

  /**
   * An encoder.
   *
   * @param nodes with padding, at most 32
   * @param features number of node codes
   * @param reader empty: the encoding cannot be inverted
   */
  GraphEncoder(
      CellForm<C> form,
      String id,
      int nodes,
      int features,
      Function<C, NodeGraph> writer,
      Optional<Function<NodeGraph, C>> reader) {
    super(form, id);
    this.nodes = nodes;
    this.features = features;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * The same graph with a global node, which has a code of its own, and self loops (BONAS: Shi et
   * al., NeurIPS 2020).
   */
  GraphEncoder<C> withGlobalNode(String named) {
    return new GraphEncoder<>(
        form(),
        named,
        nodes + 1,
        features + 1,
        cell -> writer.apply(cell).withGlobalNode(features),
        reader.map(read -> graph -> read.apply(graph.withoutGlobalNode())));
  }

  @Override
  public EncodingShape shape() {
    return new EncodingShape.Graph(nodes, features);
  }

  @Override
  public boolean isInvertible() {
    return reader.isPresent();
  }

  @Override
  void write(C cell, Encoding.Builder encoding) {
    encoding.setGraph(message(writer.apply(cell)));
  }

  private GraphEncoding message(NodeGraph graph) {
    GraphEncoding.Builder message =
        GraphEncoding.newBuilder()
            .setNodes(nodes)
            .setUsedNodes(graph.nodes())
            .setFeatures(features);
    for (int source = 0; source < graph.nodes(); source++) {
      for (int rest = graph.targets()[source]; rest != 0; rest &= rest - 1) {
        message.addArcs(ARCS[source][Integer.numberOfTrailingZeros(rest)]);
      }
    }
    for (int node = 0; node < nodes; node++) {
      int code = node < graph.nodes() ? graph.codes()[node] : -1;
      for (int feature = 0; feature < features; feature++) {
        message.addNodeFeatures(feature == code ? 1 : 0);
      }
    }
    return message.build();
  }

  @Override
  Encoding normal(Encoding encoding) {
    GraphEncoding message = encoding.getGraph();
    if (!encoding.hasGraph() || message.getNodes() != nodes || message.getFeatures() != features) {
      throw wrongShape(
          encoding.hasGraph()
              ? message.getNodes() + " nodes with " + message.getFeatures()
              : "a " + encoding.getFormCase());
    }
    NodeGraph graph = NodeGraph.of(message.getUsedNodes());
    for (int node = 0; node < nodes; node++) {
      int code = code(message, node);
      if (node < graph.nodes()) {
        graph.codes()[node] = code;
      }
      boolean used = node < graph.nodes();
      if (used ? code < 0 : code != EMPTY) {
        throw noArchitecture(
            "the features of node "
                + node
                + (used ? " are not one 1 among zeros" : " are not zero, and it is padding"));
      }
    }
    for (Arc arc : message.getArcsList()) {
      if (Math.max(arc.getSource(), arc.getTarget()) >= graph.nodes()) {
        throw noArchitecture("padding has an arc");
      }
      graph.connect(arc.getSource(), arc.getTarget());
    }
    return named().setGraph(message(graph)).build();
  }

  /** The node's code, or {@link #EMPTY}, or {@link #NO_CODE}. */
  private int code(GraphEncoding message, int node) {
    int code = EMPTY;
    for (int feature = 0; feature < features; feature++) {
      float value = message.getNodeFeatures(node * features + feature);
      if (value != 0) {
        code = value == 1 && code == EMPTY ? feature : NO_CODE;
      }
    }
    return code;
  }

  @Override
  C read(Encoding normal) {
    GraphEncoding message = normal.getGraph();
    NodeGraph graph = NodeGraph.of(message.getUsedNodes());
    for (int node = 0; node < graph.nodes(); node++) {
      graph.codes()[node] = code(message, node);
    }
    message.getArcsList().forEach(arc -> graph.connect(arc.getSource(), arc.getTarget()));
    return reader.orElseThrow().apply(graph);
  }
}
