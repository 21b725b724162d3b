package org.lambdanas.graph.sharing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;

/**
 * Which way each step of a single-path training goes. A step's way depends on the seed and the
 * step's number only. Immutable.
 *
 * @param length steps after which every operation of an edge has had equally many; 1 where chance
 *     decides
 * @param byStep finds the way of a step, from 0
 */
public record Routes(long length, LongFunction<Route> byStep) {

  /** The way of a step, from 0. */
  public Route at(long step) {
    return byStep.apply(step);
  }

  /** Architectures drawn uniformly, each for itself. */
  public static Routes uniform(CellSpace space, Seed seed) {
    return new Routes(1, step -> Route.of(space, space.sample(seed.child(step).random())));
  }

  /**
   * Strictly fair draws (Chu et al., FairNAS, section 3.2): the operations of an edge take turns in
   * an order that is drawn anew when all have had theirs, and so do the edges into a node where
   * architectures keep only some of them. No operation is ever ahead of another of its edge by more
   * than one step.
   */
  public static Routes fair(CellSpace space, Seed seed) {
    Architecture any = space.sample(seed.child("any").random());
    Map<CellType, List<Node>> nodes = new LinkedHashMap<>();
    for (CellType type : space.cellTypes()) {
      nodes.put(type, nodes(type, space.chosenEdges(any, type), seed.child(type.name())));
    }
    long length =
        nodes.values().stream()
            .flatMap(List::stream)
            .mapToLong(Node::length)
            .reduce(1, Routes::leastCommonMultiple);
    return new Routes(
        length,
        step -> {
          Map<CellType, List<Integer>> operations = new LinkedHashMap<>();
          nodes.forEach(
              (type, all) -> {
                List<Integer> chosen =
                    new ArrayList<>(Collections.nCopies(type.edges(), Route.NOTHING));
                all.forEach(node -> node.choose(step, chosen));
                operations.put(type, List.copyOf(chosen));
              });
          return new Route(operations);
        });
  }

  /** All architectures of a space keep as many edges into a node as any of them. */
  private static List<Node> nodes(CellType type, List<ChosenEdge> kept, Seed seed) {
    Map<Integer, List<Integer>> incoming =
        IntStream.range(0, type.edges())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    edge -> type.topology().edges().get(edge).target(), Collectors.toList()));
    return incoming.values().stream()
        .map(
            edges ->
                new Node(
                    type,
                    edges,
                    (int) kept.stream().filter(edge -> edges.contains(edge.edge())).count(),
                    seed))
        .toList();
  }

  private static long leastCommonMultiple(long a, long b) {
    return a / gcd(a, b) * b;
  }

  private static long gcd(long a, long b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValue();
  }

  /**
   * A node of a cell.
   *
   * @param edges into it
   * @param kept how many of them an architecture keeps
   */
  private record Node(CellType type, List<Integer> edges, int kept, Seed seed) {

    /** Steps after which all edges have had equally many. */
    private long round() {
      return edges.size() / gcd(edges.size(), kept);
    }

    /** Steps after which all edges, and all operations of each, have had equally many. */
    long length() {
      if (kept == 0) {
        return 1;
      }
      long uses = kept / gcd(edges.size(), kept);
      return edges.stream()
          .mapToLong(edge -> operations(edge).size())
          .map(operations -> round() * (operations / gcd(operations, uses)))
          .reduce(1, Routes::leastCommonMultiple);
    }

    /** Zeros are an operation only where no edge is left out for them. */
    private List<Integer> operations(int edge) {
      List<Operation> candidates = type.candidates().get(edge);
      return IntStream.range(0, candidates.size())
          .filter(o -> kept == edges.size() || candidates.get(o) != Operation.NONE)
          .boxed()
          .toList();
    }

    void choose(long step, List<Integer> chosen) {
      if (kept == 0) {
        return;
      }
      // The edges stand in a circle, each step takes the next ones; when all have had equally many
      // they change places.
      List<Integer> circle =
          shuffled(edges, seed.child("circle").child(edges.get(0)).child(step / round()).random());
      for (long turn = step * kept; turn < (step + 1) * kept; turn++) {
        int edge = circle.get((int) (turn % edges.size()));
        List<Integer> operations = operations(edge);
        long use = turn / edges.size();
        List<Integer> order =
            shuffled(
                operations, seed.child("edge").child(edge).child(use / operations.size()).random());
        chosen.set(edge, order.get((int) (use % operations.size())));
      }
    }

    private static List<Integer> shuffled(List<Integer> list, SplittableRandom random) {
      List<Integer> shuffled = new ArrayList<>(list);
      for (int i = shuffled.size() - 1; i > 0; i--) {
        Collections.swap(shuffled, i, random.nextInt(i + 1));
      }
      return shuffled;
    }
  }
}
