package org.lambdanas.predictors.neural;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;
import org.lambdanas.proto.v1.GraphEncoding;
import org.lambdanas.proto.v1.TokenSequence;
import org.lambdanas.graph.space.NasBench201Space;

/** NAS-Bench-201 cells as numbers, written down from the definition of the encodings. */
final class ToyEncodings {

  private static final List<String> OPERATIONS =
      List.of("skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3");

  /** From the order by source to the order of the text, by target. */
  private static final int[] BY_TARGET = {0, 1, 3, 2, 4, 5};

  private static final int[][] ARCS = {
    {0, 1}, {0, 2}, {0, 3}, {1, 4}, {1, 5}, {2, 6}, {3, 7}, {4, 6}, {5, 7}, {6, 7}
  };

  private static final int[][] PATHS = {{2}, {0, 4}, {1, 5}, {0, 3, 5}};

  private ToyEncodings() {}

  static Encoding of(String encoding, Architecture architecture) {
    int[] operations = operations(architecture);
    return switch (encoding) {
      case "adjacency_one_hot" -> vector(encoding, oneHot(operations));
      case "path" -> vector(encoding, paths(operations));
      case "gcn" -> graph(encoding, operations, false);
      case "bonas" -> graph(encoding, operations, true);
      case "sequence" -> sequence(operations);
      default -> throw new IllegalArgumentException(encoding);
    };
  }

  private static int[] operations(Architecture architecture) {
    String[] edges =
        NasBench201Space.INSTANCE
            .format(architecture)
            .replace("+", "")
            .replace("||", "|")
            .substring(1)
            .split("\\|");
    int[] operations = new int[6];
    for (int e = 0; e < 6; e++) {
      operations[e] = OPERATIONS.indexOf(edges[BY_TARGET[e]].split("~")[0]);
    }
    return operations;
  }

  private static float[] oneHot(int[] operations) {
    float[] values = new float[30];
    for (int e = 0; e < 6; e++) {
      values[5 * e + operations[e]] = 1;
    }
    return values;
  }

  private static float[] paths(int[] operations) {
    int[] offsets = {0, 5, 5, 30};
    float[] values = new float[155];
    for (int p = 0; p < PATHS.length; p++) {
      int index = offsets[p];
      int power = 1;
      for (int edge : PATHS[p]) {
        index += power * operations[edge];
        power *= 5;
      }
      values[index] = 1;
    }
    return values;
  }

  static Encoding vector(String encoding, float... values) {
    FeatureVector.Builder vector = FeatureVector.newBuilder().setLength(values.length);
    for (float value : values) {
      vector.addValues(value);
    }
    return start(encoding).setVector(vector).build();
  }

  private static Encoding graph(String encoding, int[] operations, boolean global) {
    int nodes = global ? 9 : 8;
    int features = global ? 8 : 7;
    GraphEncoding.Builder graph =
        GraphEncoding.newBuilder().setNodes(nodes).setUsedNodes(nodes).setFeatures(features);
    for (int[] arc : ARCS) {
      graph.addArcs(Arc.newBuilder().setSource(arc[0]).setTarget(arc[1]));
    }
    for (int node = 0; node < nodes; node++) {
      if (global) {
        graph.addArcs(Arc.newBuilder().setSource(node).setTarget(node));
        if (node < 8) {
          graph.addArcs(Arc.newBuilder().setSource(node).setTarget(8));
        }
      }
      int kind = node == 0 ? 0 : node < 7 ? operations[node - 1] + 1 : node - 1;
      for (int f = 0; f < features; f++) {
        graph.addNodeFeatures(f == kind ? 1 : 0);
      }
    }
    return start(encoding).setGraph(graph).build();
  }

  private static Encoding sequence(int[] operations) {
    boolean[][] connected = new boolean[8][8];
    for (int[] arc : ARCS) {
      connected[arc[0]][arc[1]] = true;
    }
    List<Integer> tokens = new ArrayList<>();
    for (int column = 1; column < 8; column++) {
      for (int row = 0; row < column; row++) {
        tokens.add(connected[row][column] ? 2 : 1);
      }
      tokens.add(column < 7 ? operations[column - 1] + 4 : 3);
    }
    return start("sequence")
        .setSequence(TokenSequence.newBuilder().setVocabulary(9).addAllTokens(tokens))
        .build();
  }

  private static Encoding.Builder start(String encoding) {
    return Encoding.newBuilder().setSpace("nasbench201").setEncoding(encoding);
  }
}
