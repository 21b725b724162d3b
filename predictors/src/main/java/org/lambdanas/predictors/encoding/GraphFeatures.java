package org.lambdanas.predictors.encoding;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Numbers that describe the live graph of a cell, whatever its nodes are called (the idea is that
 * of Kadlecová et al., Surprisingly strong performance prediction with neural graph features,
 * 2024). A path leads from an input to the output, its length is the number of its operations. In
 * this order:
 *
 * <ul>
 *   <li>of the whole: operations, arcs between them, the longest way to an operation, and ln(1 +
 *       paths);
 *   <li>of each input: the shortest path from it, the longest, and how many operations read it;
 *   <li>of each kind of operation: how many there are; how many arcs lead to them from operations,
 *       and from them; how many are part of the output; the sum of their longest ways to the
 *       output, themselves included; the fewest and the most of them on a path; ln(1 + paths
 *       through them, summed); and for each input how many of them read it;
 *   <li>for sets of kinds the shortest path without any others; and where all sets are looked at,
 *       the longest.
 * </ul>
 *
 * <p>The sets are all of them for up to five kinds; of more kinds one, all but one, and all. Where
 * there is no path, the shortest is one longer than the longest that a cell can have, and the
 * longest is -1. What was chosen is what ranks best with a Gaussian process on the four benchmarks:
 * more sets, or arcs by pairs of kinds, rank worse at few observations.
 */
final class GraphFeatures {

  /** Name of the encoding. */
  static final String ID = "graph";

  /** Up to so many kinds, every set of them is looked at. */
  private static final int FEW_KINDS = 5;

  private static final int OF_THE_WHOLE = 4;
  private static final int OF_AN_INPUT = 3;
  private static final int OF_A_KIND = 8;

  private final int kinds;
  private final int inputs;
  private final int most;

  /** Sets of kinds, as bits. */
  private final int[] sets;

  /**
   * Features of graphs.
   *
   * @param kinds of operations, at most 30
   * @param inputs of a cell
   * @param most operations on a path
   */
  GraphFeatures(int kinds, int inputs, int most) {
    this.kinds = kinds;
    this.inputs = inputs;
    this.most = most;
    int all = (1 << kinds) - 1;
    this.sets =
        kinds <= FEW_KINDS
            ? IntStream.rangeClosed(1, all).toArray()
            : IntStream.rangeClosed(0, 2 * kinds)
                .map(i -> i < kinds ? 1 << i : i < 2 * kinds ? all ^ 1 << (i - kinds) : all)
                .toArray();
  }

  /** Number of features. */
  int length() {
    return OF_THE_WHOLE
        + OF_AN_INPUT * inputs
        + (OF_A_KIND + inputs) * kinds
        + (kinds <= FEW_KINDS ? 2 : 1) * sets.length;
  }

  /** Writes the features of a graph from a position on. */
  void write(LiveGraph graph, int start, FeatureSink sink) {
    Walk walk = new Walk(graph);
    int next = start;
    sink.set(next++, Long.bitCount(graph.all()));
    sink.set(next++, walk.arcs);
    sink.set(next++, walk.depth);
    sink.set(next++, (float) Math.log1p(walk.paths));
    for (int input = 0; input < inputs; input++) {
      long readers = graph.readers()[input];
      next = lengths(graph, readers, -1L, graph.isDirect(), true, next, sink);
      sink.set(next++, Long.bitCount(readers));
    }
    long[] ofKind = new long[kinds];
    for (long rest = graph.all(); rest != 0; rest &= rest - 1) {
      int node = Long.numberOfTrailingZeros(rest);
      ofKind[graph.kinds()[node]] |= 1L << node;
    }
    for (long nodes : ofKind) {
      next = kind(graph, walk, nodes, next, sink);
    }
    for (int set : sets) {
      long allowed = 0;
      for (int rest = set; rest != 0; rest &= rest - 1) {
        allowed |= ofKind[Integer.numberOfTrailingZeros(rest)];
      }
      next = lengths(graph, graph.fed(), allowed, graph.isDirect(), kinds <= FEW_KINDS, next, sink);
    }
  }

  /** The shortest and, if asked for, the longest path that begins and goes on with given nodes. */
  private int lengths(
      LiveGraph graph,
      long first,
      long allowed,
      boolean direct,
      boolean alsoLongest,
      int start,
      FeatureSink sink) {
    int shortest = direct ? 0 : most + 1;
    int longest = direct ? 0 : -1;
    // What ends a way of so many operations.
    long reached = first & allowed;
    for (int length = 1; reached != 0; length++) {
      if ((reached & graph.outputs()) != 0) {
        shortest = Math.min(shortest, length);
        longest = length;
      }
      reached = graph.readersOf(reached) & allowed;
    }
    sink.set(start, shortest);
    if (alsoLongest) {
      sink.set(start + 1, longest);
    }
    return start + (alsoLongest ? 2 : 1);
  }

  private int kind(LiveGraph graph, Walk walk, long nodes, int start, FeatureSink sink) {
    int incoming = 0;
    int outgoing = 0;
    int heights = 0;
    double paths = 0;
    for (long rest = graph.all(); rest != 0; rest &= rest - 1) {
      incoming += Long.bitCount(graph.targets()[Long.numberOfTrailingZeros(rest)] & nodes);
    }
    for (long rest = nodes; rest != 0; rest &= rest - 1) {
      int node = Long.numberOfTrailingZeros(rest);
      outgoing += Long.bitCount(graph.targets()[node]);
      heights += walk.heights[node];
      paths += walk.pathsTo[node] * walk.pathsFrom[node];
    }
    int next = start;
    sink.set(next++, Long.bitCount(nodes));
    sink.set(next++, incoming);
    sink.set(next++, outgoing);
    sink.set(next++, Long.bitCount(graph.outputs() & nodes));
    sink.set(next++, heights);
    next = extremes(graph, nodes, next, sink);
    sink.set(next++, (float) Math.log1p(paths));
    for (int input = 0; input < inputs; input++) {
      sink.set(next++, Long.bitCount(graph.readers()[input] & nodes));
    }
    return next;
  }

  /** The fewest and the most of some nodes on a path; 0 where there is no path. */
  private static int extremes(LiveGraph graph, long counted, int start, FeatureSink sink) {
    int[] fewest = new int[graph.kinds().length];
    int[] most = new int[fewest.length];
    Arrays.fill(fewest, Integer.MAX_VALUE);
    int fewestOfAll = graph.isDirect() ? 0 : Integer.MAX_VALUE;
    int mostOfAll = 0;
    for (long rest = graph.all(); rest != 0; rest &= rest - 1) {
      int node = Long.numberOfTrailingZeros(rest);
      int own = (int) (counted >>> node & 1);
      fewest[node] = (graph.fed() >>> node & 1) != 0 ? own : fewest[node] + own;
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

  /** What one pass along the arcs and one against them tell. */
  private static final class Walk {

    final double[] pathsTo;
    final double[] pathsFrom;

    /** The most operations on a way from each to the output, itself included. */
    final int[] heights;

    int arcs;
    int depth;
    double paths;

    Walk(LiveGraph graph) {
      int nodes = graph.kinds().length;
      pathsTo = new double[nodes];
      pathsFrom = new double[nodes];
      heights = new int[nodes];
      paths = graph.isDirect() ? 1 : 0;
      int[] depths = new int[nodes];
      for (long readers : graph.readers()) {
        for (long rest = readers; rest != 0; rest &= rest - 1) {
          pathsTo[Long.numberOfTrailingZeros(rest)]++;
        }
      }
      for (long rest = graph.all(); rest != 0; rest &= rest - 1) {
        int node = Long.numberOfTrailingZeros(rest);
        depth = Math.max(depth, ++depths[node]);
        for (long targets = graph.targets()[node]; targets != 0; targets &= targets - 1) {
          int target = Long.numberOfTrailingZeros(targets);
          pathsTo[target] += pathsTo[node];
          depths[target] = Math.max(depths[target], depths[node]);
          arcs++;
        }
      }
      for (int node = nodes - 1; node >= 0; node--) {
        boolean isOutput = (graph.outputs() >>> node & 1) != 0;
        pathsFrom[node] = isOutput ? 1 : 0;
        for (long targets = graph.targets()[node]; targets != 0; targets &= targets - 1) {
          int target = Long.numberOfTrailingZeros(targets);
          pathsFrom[node] += pathsFrom[target];
          heights[node] = Math.max(heights[node], heights[target]);
        }
        heights[node]++;
        paths += isOutput ? pathsTo[node] : 0;
      }
    }
  }
}
