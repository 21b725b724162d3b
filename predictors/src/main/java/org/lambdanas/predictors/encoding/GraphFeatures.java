package org.lambdanas.predictors.encoding;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Numbers that describe the live graph of a cell, whatever its nodes are called (the idea is that
 * of Kadlecová et al., Surprisingly strong performance prediction with neural graph features,
 * 2024). In this order, where a path leads from an input to the output:
 *
 * <ul>
 *   <li>how many operations of each kind there are;
 *   <li>for sets of kinds, the fewest operations on a path that has no others, or one more than a
 *       cell can have if there is no such path; and the most, or -1;
 *   <li>for each kind, the fewest and the most of them on any path;
 *   <li>for each input and kind, how many of that kind read it;
 *   <li>for each kind, how many are part of the output;
 *   <li>for each two kinds, how many arcs lead from the one to the other.
 * </ul>
 *
 * <p>The sets are all of them for up to five kinds; of more kinds those of one or two, and those
 * that lack at most two.
 */
final class GraphFeatures {

  /** Name of the encoding. */
  static final String ID = "graph";

  /** Up to so many kinds, every set of them is looked at. */
  private static final int FEW_KINDS = 5;

  private final int kinds;
  private final int inputs;
  private final int most;

  /** Sets of kinds, as bits. */
  private final int[] sets;

  /**
   * Features of graphs.
   *
   * @param kinds of operations, at most 31
   * @param inputs of a cell
   * @param most operations of a cell
   */
  GraphFeatures(int kinds, int inputs, int most) {
    this.kinds = kinds;
    this.inputs = inputs;
    this.most = most;
    this.sets =
        IntStream.range(1, 1 << kinds)
            .filter(
                set ->
                    kinds <= FEW_KINDS
                        || Integer.bitCount(set) <= 2
                        || Integer.bitCount(set) >= kinds - 2)
            .toArray();
  }

  /** Number of features. */
  int length() {
    return 2 * sets.length + kinds * (4 + inputs + kinds);
  }

  /** Writes the features of a graph from a position on. */
  void write(LiveGraph graph, int start, FeatureSink sink) {
    long[] ofKind = new long[kinds];
    long all = graph.all();
    for (long rest = all; rest != 0; rest &= rest - 1) {
      int node = Long.numberOfTrailingZeros(rest);
      ofKind[graph.kinds()[node]] |= 1L << node;
    }
    int next = start;
    for (long nodes : ofKind) {
      sink.set(next++, Long.bitCount(nodes));
    }
    for (int set : sets) {
      long allowed = 0;
      for (int rest = set; rest != 0; rest &= rest - 1) {
        allowed |= ofKind[Integer.numberOfTrailingZeros(rest)];
      }
      int shortest = graph.isDirect() ? 0 : most + 1;
      int longest = graph.isDirect() ? 0 : -1;
      // What ends a way of so many operations from an input.
      long reached = graph.fed() & allowed;
      for (int length = 1; reached != 0; length++) {
        if ((reached & graph.outputs()) != 0) {
          shortest = Math.min(shortest, length);
          longest = length;
        }
        reached = readers(graph, reached) & allowed;
      }
      sink.set(next++, shortest);
      sink.set(next++, longest);
    }
    for (long nodes : ofKind) {
      next = extremes(graph, all, nodes, next, sink);
    }
    for (int input = 0; input < inputs; input++) {
      for (long nodes : ofKind) {
        sink.set(next++, Long.bitCount(graph.readers()[input] & nodes));
      }
    }
    for (long nodes : ofKind) {
      sink.set(next++, Long.bitCount(graph.outputs() & nodes));
    }
    for (long sources : ofKind) {
      for (long nodes : ofKind) {
        int arcs = 0;
        for (long rest = sources; rest != 0; rest &= rest - 1) {
          arcs += Long.bitCount(graph.targets()[Long.numberOfTrailingZeros(rest)] & nodes);
        }
        sink.set(next++, arcs);
      }
    }
  }

  private static long readers(LiveGraph graph, long nodes) {
    long readers = 0;
    for (long rest = nodes; rest != 0; rest &= rest - 1) {
      readers |= graph.targets()[Long.numberOfTrailingZeros(rest)];
    }
    return readers;
  }

  /** The fewest and the most of some nodes on a path. */
  private static int extremes(
      LiveGraph graph, long all, long counted, int start, FeatureSink sink) {
    int[] fewest = new int[graph.kinds().length];
    int[] most = new int[graph.kinds().length];
    Arrays.fill(fewest, Integer.MAX_VALUE);
    Arrays.fill(most, -1);
    long fed = graph.fed();
    int fewestOfAll = graph.isDirect() ? 0 : Integer.MAX_VALUE;
    int mostOfAll = 0;
    for (long rest = all; rest != 0; rest &= rest - 1) {
      int node = Long.numberOfTrailingZeros(rest);
      int own = (int) (counted >>> node & 1);
      if ((fed >>> node & 1) != 0) {
        fewest[node] = 0;
        most[node] = Math.max(most[node], 0);
      }
      fewest[node] += own;
      most[node] += own;
      for (long targets = graph.targets()[node]; targets != 0; targets &= targets - 1) {
        int target = Long.numberOfTrailingZeros(targets);
        fewest[target] = Math.min(fewest[target], fewest[node]);
        most[target] = Math.max(most[target], most[node]);
      }
      if ((graph.outputs() >>> node & 1) != 0) {
        fewestOfAll = Math.min(fewestOfAll, fewest[node]);
        mostOfAll = Math.max(mostOfAll, most[node]);
      }
    }
    sink.set(start, fewestOfAll == Integer.MAX_VALUE ? 0 : fewestOfAll);
    sink.set(start + 1, mostOfAll);
    return start + 2;
  }
}
