package org.lambdanas.search.differentiable;

import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EpochRecord;

/**
 * Whether a search ended at a degenerate cell, and why.
 *
 * @param collapsed true if the derived cell computes next to nothing
 * @param words the reason, one sentence
 */
public record Verdict(boolean collapsed, String words) {

  /** More skip connections than this share of the normal cell's edges is a collapse. */
  private static final double SKIP_SHARE = 0.5;

  /** Judges a derived architecture. */
  public static Verdict of(CellSpace space, Architecture architecture, EpochRecord last) {
    CellType normal = space.cellTypes().get(0);
    List<ChosenEdge> chosen = space.chosenEdges(architecture, normal);
    long skips = count(chosen, Operation.SKIP_CONNECT);
    // The canonical form drops edges that nothing reads or that read nothing.
    List<ChosenEdge> alive = space.chosenEdges(space.canonical(architecture), normal);
    long weighted = alive.stream().filter(edge -> !edge.operation().isParameterFree()).count();
    String alignment =
        last.hasLambdaTrain()
            ? String.format(Locale.ROOT, " The cells' alignment is %.3f.", last.getLambdaTrain())
            : "";
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
    return new Verdict(
        false,
        "Not collapsed: "
            + weighted
            + (weighted == 1 ? " operation with weights reaches" : " operations with weights reach")
            + " the cell's output, "
            + skips
            + " of "
            + chosen.size()
            + " edges are skip connections."
            + alignment);
  }

  private static long count(List<ChosenEdge> edges, Operation operation) {
    return edges.stream().filter(edge -> edge.operation() == operation).count();
  }
}
