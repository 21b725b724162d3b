package org.lambdanas.predictors.encoding;

import org.lambdanas.graph.error.DataException;

/**
 * Graphs as tokens, column by column of the adjacency matrix: for each node but the first, whether
 * each earlier node has an arc to it, then its code. 0 is padding, 1 no arc, 2 an arc.
 *
 * @param nodes with padding
 * @param firstCode the token of code 0
 */
record ColumnTokens(int nodes, int firstCode) {

  private static final int NO_ARC = 1;

  static final int ARC = 2;

  /** Number of tokens. */
  int length() {
    return (nodes + 2) * (nodes - 1) / 2;
  }

  /** Where the tokens of a node start. */
  static int start(int node) {
    return (node + 2) * (node - 1) / 2;
  }

  int[] write(NodeGraph graph) {
    int[] tokens = new int[length()];
    for (int target = 1; target < graph.nodes(); target++) {
      int start = start(target);
      for (int source = 0; source < target; source++) {
        tokens[start + source] = graph.connects(source, target) ? ARC : NO_ARC;
      }
      tokens[start + target] = graph.codes()[target] + firstCode;
    }
    return tokens;
  }

  /**
   * Reads a graph whose first node, which has no token, has a code; DataException if one is
   * missing.
   */
  NodeGraph read(int[] tokens, int code) {
    int used = 1;
    while (used < nodes && tokens[start(used) + used] != 0) {
      used++;
    }
    NodeGraph graph = NodeGraph.of(used);
    graph.codes()[0] = code;
    for (int target = 1; target < used; target++) {
      int start = start(target);
      int own = tokens[start + target] - firstCode;
      if (own < 0) {
        throw new DataException(
            "token " + (start + target) + " is " + tokens[start + target] + ", not an operation");
      }
      graph.codes()[target] = own;
      for (int source = 0; source < target; source++) {
        if (tokens[start + source] == ARC) {
          graph.connect(source, target);
        }
      }
    }
    return graph;
  }
}
