package org.lambdanas.search.differentiable;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.EpochRecord;

/**
 * Whether a search ended at a degenerate cell, and why.
 *
 * <p>Of the 15 625 cells of NAS-Bench-201, 84 in 100 are judged as their published accuracy says:
 * collapsed below 90 % on CIFAR-10's test images, where the median is 90.7 %, and not above.
 *
 * @param collapsed true if the derived cell computes next to nothing: no path, mostly skip
 *     connections, no weights that bring neighbouring pixels together, or so few operations with
 *     weights that it is nearer to none than a cell drawn at random
 * @param words the reason, one or two sentences
 */
public record Verdict(boolean collapsed, String words) {

  /** More skip connections than this share of the normal cell's edges is a collapse. */
  private static final double SKIP_SHARE = 0.5;

  /** Of the way from all mixing weights alike to one of them alone; below it chance derives. */
  private static final double LEAST_LEAD = 0.05;

  /**
   * Whether the mixing weights of the normal cell differ so much that a cell derived from them says
   * something.
   */
  public static boolean isDecided(CellSpace space, EpochRecord epoch) {
    double alike = 1.0 / space.cellTypes().get(0).operations();
    return epoch.getMixing(0).getMaximum() >= alike + LEAST_LEAD * (1 - alike);
  }

  /** Judges a derived architecture. */
  public static Verdict of(CellSpace space, Architecture architecture, EpochRecord last) {
    CellType normal = space.cellTypes().get(0);
    List<ChosenEdge> chosen = space.chosenEdges(architecture, normal);
    long skips = count(chosen, Operation.SKIP_CONNECT);
    // The canonical form drops edges that nothing reads or that read nothing.
    List<ChosenEdge> alive = space.chosenEdges(space.canonical(architecture), normal);
    long weighted = alive.stream().filter(edge -> !edge.operation().isParameterFree()).count();
    String alignment =
        (last.hasLambdaTrain()
                ? String.format(
                    Locale.ROOT, " The cells' alignment is %.3f.", last.getLambdaTrain())
                : "")
            + undecided(space, last);
    if (alive.stream().allMatch(edge -> edge.operation() == Operation.NONE)) {
      return new Verdict(
          true, "Collapsed: no path leads from the cell's input to its output." + alignment);
    }
    if (skips > SKIP_SHARE * chosen.size()) {
      return new Verdict(
          true,
          "Collapsed: "
              + skips
              + " of "
              + chosen.size()
              + " edges of the normal cell are skip connections."
              + alignment);
    }
    if (weighted == 0) {
      return new Verdict(
          true, "Collapsed: nothing that reaches the cell's output has weights." + alignment);
    }
    if (alive.stream().noneMatch(edge -> edge.operation().weighsNeighbours())
        && couldWeighNeighbours(normal)) {
      return new Verdict(
          true,
          "Collapsed: no weights that reach the cell's output bring neighbouring pixels together."
              + alignment);
    }
    double drawn = chosen.size() * weightlessShare(space, normal);
    long weightless = chosen.size() - weighted;
    if (weightless >= (drawn + chosen.size()) / 2) {
      return new Verdict(
          true,
          String.format(
              Locale.ROOT,
              "Collapsed: %d of %d edges of the normal cell add nothing with weights to its output"
                  + " (%s); in a cell drawn at random it is %.1f on average.%s",
              weightless,
              chosen.size(),
              weightless(chosen),
              drawn,
              alignment));
    }
    return new Verdict(
        false,
        "Not collapsed: "
            + weighted
            + (weighted == 1 ? " operation with weights reaches" : " operations with weights reach")
            + " the cell's output, "
            + composition(chosen)
            + alignment);
  }

  private static String undecided(CellSpace space, EpochRecord last) {
    return last.getMixingCount() == 0 || isDecided(space, last)
        ? ""
        : String.format(
            Locale.ROOT,
            " Its mixing weights hardly differ: the largest are %.3f on average, all alike would be"
                + " %.3f.",
            last.getMixing(0).getMaximum(),
            1.0 / space.cellTypes().get(0).operations());
  }

  private static boolean couldWeighNeighbours(CellType type) {
    return type.candidates().stream().flatMap(List::stream).anyMatch(Operation::weighsNeighbours);
  }

  /** Share of the operations an edge may have that have no weights, on average over the edges. */
  private static double weightlessShare(CellSpace space, CellType type) {
    boolean none = space.derivations().contains(Derivation.DERIVATION_WITH_NONE);
    return type.candidates().stream()
        .map(operations -> operations.stream().filter(o -> none || o != Operation.NONE).toList())
        .mapToDouble(
            operations ->
                (double) operations.stream().filter(Operation::isParameterFree).count()
                    / operations.size())
        .average()
        .orElse(0);
  }

  private static String composition(List<ChosenEdge> edges) {
    long without = edges.stream().filter(edge -> edge.operation().isParameterFree()).count();
    return without == 0
        ? "all %d edges have weights.".formatted(edges.size())
        : "%d of %d edges are without weights (%s)."
            .formatted(without, edges.size(), weightless(edges));
  }

  /** Such as {@code "3 avg_pool_3x3, 2 skip_connect"}. */
  private static String weightless(List<ChosenEdge> edges) {
    return edges.stream()
        .map(ChosenEdge::operation)
        .filter(Operation::isParameterFree)
        .collect(Collectors.groupingBy(Operation::id, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }

  private static long count(List<ChosenEdge> edges, Operation operation) {
    return edges.stream().filter(edge -> edge.operation() == operation).count();
  }
}
