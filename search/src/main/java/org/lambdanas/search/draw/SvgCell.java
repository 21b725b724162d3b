package org.lambdanas.search.draw;

import java.util.Comparator;
import java.util.List;
import org.lambdanas.search.draw.CellDiagram.Link;
import org.lambdanas.search.draw.LaneLayout.Arc;

/** The picture of one cell: states as boxes in a row, edges as curves. All lengths in pixels. */
final class SvgCell {

  private static final int BOX = 36;
  private static final int LANE = 32;
  private static final int BEND = 32;
  private static final int HEAD = 7;
  private static final int LEAST_GAP = 44;

  /** Distance between the ends of two curves on one box. */
  private static final int DOCK = 14;

  private final CellDiagram cell;
  private final LaneLayout lanes;
  private final int[] left;
  private final int[] right;
  private final int above;
  private final int below;

  SvgCell(CellDiagram cell) {
    this.cell = cell;
    this.lanes = LaneLayout.of(cell.links());
    this.above = lanes.levels(true);
    this.below = lanes.levels(false) + (cell.concatenated() ? 1 : 0);
    this.left = new int[cell.states().size()];
    this.right = new int[left.length];
    for (int s = 0; s < left.length; s++) {
      left[s] = s == 0 ? 0 : right[s - 1] + gapBefore(s);
      right[s] = left[s] + Math.max(SvgText.width(cell.states().get(s)) + 24, docks(s) * DOCK);
    }
  }

  private int gapBefore(int state) {
    return cell.links().stream()
        .filter(link -> link.target() == state && !LaneLayout.isFar(link))
        .mapToInt(link -> labelWidth(link.label()) + 48)
        .max()
        .orElse(LEAST_GAP);
  }

  private int docks(int state) {
    int docks = 0;
    for (boolean side : new boolean[] {true, false}) {
      int in = arcs(side, state, false).size();
      int out = arcs(side, state, true).size();
      docks = Math.max(docks, 2 * Math.max(in, out) + 1);
    }
    return docks;
  }

  int width() {
    return right[right.length - 1];
  }

  int height() {
    return top() + BOX + (below == 0 ? 0 : below * LANE + LANE / 2);
  }

  /** Where the boxes begin. */
  private int top() {
    return above == 0 ? 0 : above * LANE + LANE / 2;
  }

  void paint(SvgText svg, int x, int y) {
    svg.add("<g transform=\"translate(%d %d)\">", x, y);
    if (cell.concatenated()) {
      svg.add("<g><title>concatenation of all nodes</title>");
      bus(svg);
      svg.add("</g>");
    }
    for (Link link : cell.links()) {
      if (!LaneLayout.isFar(link)) {
        straight(svg, link);
      }
    }
    lanes.arcs().forEach(arc -> curve(svg, arc));
    // Labels last: no line may run over one.
    for (Link link : cell.links()) {
      if (!LaneLayout.isFar(link)) {
        int middle = (right[link.source()] + left[link.target()] - HEAD) / 2;
        label(svg, link, middle, top() + BOX / 2);
      }
    }
    lanes.arcs().forEach(arc -> label(svg, arc.link(), labelX(arc), laneY(arc)));
    for (int s = 0; s < left.length; s++) {
      svg.add("<g>%s", title(s));
      svg.add(
          "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\"/>",
          left[s], top(), right[s] - left[s], BOX);
      svg.add(
          "<text class=\"ink name\" x=\"%d\" y=\"%d\">%s</text>",
          centre(s), top() + BOX / 2 + 4, SvgText.escape(cell.states().get(s)));
      svg.add("</g>");
    }
    svg.add("</g>");
  }

  private void straight(SvgText svg, Link link) {
    int y = top() + BOX / 2;
    int end = left[link.target()] - HEAD;
    svg.add("<g>%s", title(link));
    svg.add("<path class=\"%s\" d=\"M%d %dH%d\"/>", style(link), right[link.source()], y, end);
    svg.add(
        "<path class=\"%s-fill\" d=\"M%d %dl%d %dv%dz\"/>",
        link.kind().styleClass(), end + HEAD, y, -HEAD - 1, -5, 10);
    svg.add("</g>");
  }

  private void curve(SvgText svg, Arc arc) {
    int from = startX(arc);
    int to = endX(arc);
    int lane = laneY(arc);
    int edge = arc.above() ? top() : top() + BOX;
    int outwards = arc.above() ? -1 : 1;
    svg.add("<g>%s", title(arc.link()));
    svg.add(
        "<path class=\"%s\" d=\"M%d %dC%d %d %d %d %d %dH%dC%d %d %d %d %d %d\"/>",
        style(arc.link()),
        from,
        edge,
        from,
        lane - outwards * LANE / 4,
        from + BEND / 4,
        lane,
        from + BEND,
        lane,
        to - BEND,
        to - BEND / 4,
        lane,
        to,
        lane - outwards * LANE / 4,
        to,
        edge + outwards * HEAD);
    svg.add(
        "<path class=\"%s-fill\" d=\"M%d %dl-5 %dh10z\"/>",
        arc.link().kind().styleClass(), to, edge, outwards * (HEAD + 1));
    svg.add("</g>");
  }

  /** The concatenation: a line below everything that every node joins. */
  private void bus(SvgText svg) {
    int output = left.length - 1;
    int lane = top() + BOX + below * LANE;
    String style = "edge " + OperationKind.NONE.styleClass();
    for (int s = cell.firstNode(); s <= cell.lastNode(); s++) {
      svg.add("<path class=\"%s\" d=\"M%d %dV%d\"/>", style, centre(s), top() + BOX, lane);
    }
    int start = centre(cell.firstNode());
    svg.add(
        "<path class=\"%s\" d=\"M%d %dH%dQ%d %d %d %dV%d\"/>",
        style,
        start,
        lane,
        centre(output) - BEND / 2,
        centre(output),
        lane,
        centre(output),
        lane - BEND / 2,
        top() + BOX + HEAD);
    svg.add(
        "<path class=\"%s-fill\" d=\"M%d %dl-5 %dh10z\"/>",
        OperationKind.NONE.styleClass(), centre(output), top() + BOX, HEAD + 1);
    label(
        svg,
        "concatenate",
        OperationKind.NONE,
        (centre(cell.lastNode()) + centre(output)) / 2,
        lane);
  }

  private void label(SvgText svg, Link link, int x, int y) {
    svg.add("<g>%s", title(link));
    label(svg, link.label(), link.kind(), x, y);
    svg.add("</g>");
  }

  /** What an edge says where a pointer rests on it. */
  private String title(Link link) {
    return "<title>" + SvgText.escape(words(link)) + "</title>";
  }

  private String words(Link link) {
    return "%s ← %s\n%s%s"
        .formatted(
            cell.states().get(link.target()),
            cell.states().get(link.source()),
            link.label(),
            link.live() ? "" : "\nwithout effect on the output");
  }

  /** What a state says: all that it reads. */
  private String title(int state) {
    StringBuilder text = new StringBuilder(cell.states().get(state));
    cell.links().stream()
        .filter(link -> link.target() == state)
        .forEach(
            link ->
                text.append('\n')
                    .append(link.label())
                    .append(" of ")
                    .append(cell.states().get(link.source())));
    return "<title>" + SvgText.escape(text.toString()) + "</title>";
  }

  private static void label(SvgText svg, String text, OperationKind kind, int x, int y) {
    int width = labelWidth(text);
    svg.add(
        "<rect class=\"paper\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" rx=\"6\"/>",
        x - width / 2, y - 9, width);
    svg.add(
        "<text class=\"label %s-fill\" x=\"%d\" y=\"%d\">%s</text>",
        kind.styleClass(), x, y + 4, SvgText.escape(text));
  }

  /** As near to the middle of the arc as other curves, which end below it, leave room. */
  private int labelX(Arc arc) {
    int half = labelWidth(arc.link().label()) / 2;
    int low = startX(arc) + BEND / 2 + half;
    int high = endX(arc) - BEND / 2 - half;
    int middle = (low + high) / 2;
    int best = middle;
    int least = Integer.MAX_VALUE;
    for (int x = low; x <= high; x += 2) {
      int cost = Math.abs(x - middle) + 1000 * blockers(arc, x - half - 4, x + half + 4);
      if (cost < least) {
        least = cost;
        best = x;
      }
    }
    return best;
  }

  /** Curves of the same side that pass through the height of this arc between two places. */
  private int blockers(Arc arc, int low, int high) {
    int blockers = 0;
    for (Arc other : lanes.arcs()) {
      if (other.above() == arc.above() && other.level() > arc.level()) {
        blockers += low < startX(other) + BEND / 2 && startX(other) < high ? 1 : 0;
        blockers += low < endX(other) && endX(other) - BEND / 2 < high ? 1 : 0;
      }
    }
    if (cell.concatenated() && !arc.above()) {
      for (int s = cell.firstNode(); s < left.length; s++) {
        blockers += low < centre(s) && centre(s) < high ? 1 : 0;
      }
    }
    return blockers;
  }

  private int laneY(Arc arc) {
    return arc.above() ? top() - arc.level() * LANE : top() + BOX + arc.level() * LANE;
  }

  /** Outgoing arcs leave from the right half of the box, outer ones further left: no crossing. */
  private int startX(Arc arc) {
    List<Arc> out = arcs(arc.above(), arc.link().source(), true);
    return right[arc.link().source()] - DOCK / 2 - DOCK * out.indexOf(arc);
  }

  /** Incoming arcs end on the left half, outer ones further right. */
  private int endX(Arc arc) {
    List<Arc> in = arcs(arc.above(), arc.link().target(), false);
    return left[arc.link().target()] + DOCK / 2 + DOCK * in.indexOf(arc);
  }

  /** The arcs of one side that leave or reach a state, inner ones first. */
  private List<Arc> arcs(boolean side, int state, boolean leaving) {
    return lanes.arcs().stream()
        .filter(a -> a.above() == side)
        .filter(a -> state == (leaving ? a.link().source() : a.link().target()))
        .sorted(Comparator.comparingInt(Arc::level))
        .toList();
  }

  private int centre(int state) {
    return (left[state] + right[state]) / 2;
  }

  private static String style(Link link) {
    return (link.live() ? "edge " : "edge idle ") + link.kind().styleClass();
  }

  private static int labelWidth(String label) {
    return SvgText.width(label) + 10;
  }
}
