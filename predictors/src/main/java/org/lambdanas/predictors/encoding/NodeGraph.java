package org.lambdanas.predictors.encoding;

import java.util.Arrays;
import org.lambdanas.predictors.features.Features;

/**
 * A graph of at most 32 nodes, each with one of a few codes.
 *
 * @param codes the code of each node
 * @param targets the nodes to which each node has an arc, as bits
 */
@SuppressWarnings("ArrayRecordComponent")
record NodeGraph(int[] codes, int[] targets) {

  /** A graph of isolated nodes, whose codes and arcs are to be filled in. */
  static NodeGraph of(int nodes) {
    return new NodeGraph(new int[nodes], new int[nodes]);
  }

  static NodeGraph of(Features.Graph graph) {
    return new NodeGraph(graph.codes(), graph.targets());
  }

  /** The graph as predictors read it. */
  Features.Graph features(int padded, int kinds) {
    return new Features.Graph(padded, kinds, codes, targets);
  }

  int nodes() {
    return codes.length;
  }

  void connect(int source, int target) {
    targets[source] |= 1 << target;
  }

  boolean connects(int source, int target) {
    return (targets[source] >>> target & 1) != 0;
  }

  /** Whether every arc goes to a later node. */
  boolean isTopological() {
    for (int source = 0; source < nodes(); source++) {
      if ((targets[source] & (2 << source) - 1) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The graph, and a node that receives from all others; every node receives from itself. */
  NodeGraph withGlobalNode(int code) {
    int nodes = nodes();
    NodeGraph wider =
        new NodeGraph(Arrays.copyOf(codes, nodes + 1), Arrays.copyOf(targets, nodes + 1));
    wider.codes[nodes] = code;
    for (int node = 0; node <= nodes; node++) {
      wider.connect(node, node);
      wider.connect(node, nodes);
    }
    return wider;
  }

  /** What {@link #withGlobalNode} was made from. */
  NodeGraph withoutGlobalNode() {
    int nodes = nodes() - 1;
    NodeGraph inner = new NodeGraph(Arrays.copyOf(codes, nodes), Arrays.copyOf(targets, nodes));
    for (int node = 0; node < nodes; node++) {
      inner.targets[node] &= ~(1 << nodes | 1 << node);
    }
    return inner;
  }
}
