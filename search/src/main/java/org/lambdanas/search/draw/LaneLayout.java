package org.lambdanas.search.draw;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.lambdanas.search.draw.CellDiagram.Link;

/**
 * Decides where the edges run: those between neighbouring states straight, the others as arcs above
 * or below the row of states, an arc that spans another one further out. Sides are chosen so that
 * few arcs cross.
 */
record LaneLayout(List<Arc> arcs) {

  /** Up to here all choices of sides are tried; beyond, one arc after the other. */
  private static final int MOST_TRIED = 14;

  private static final int CROSSING_COST = 20;

  /**
   * An edge that runs above or below.
   *
   * @param link the edge
   * @param above whether it runs above the states
   * @param level 1 for the innermost arcs
   */
  record Arc(Link link, boolean above, int level) {}

  static LaneLayout of(List<Link> links) {
    List<Link> far =
        links.stream()
            .filter(LaneLayout::isFar)
            .sorted(
                Comparator.<Link>comparingInt(l -> l.target() - l.source())
                    .thenComparingInt(Link::source))
            .toList();
    boolean[] above = far.size() <= MOST_TRIED ? bestSides(far) : greedySides(far);
    return new LaneLayout(levels(far, above));
  }

  /** Whether an edge cannot run straight because states lie between its ends. */
  static boolean isFar(Link link) {
    return link.target() - link.source() > 1;
  }

  /** The number of levels in use on one side. */
  int levels(boolean above) {
    return arcs.stream().filter(a -> a.above() == above).mapToInt(Arc::level).max().orElse(0);
  }

  private static boolean[] bestSides(List<Link> links) {
    boolean[] best = new boolean[links.size()];
    int least = Integer.MAX_VALUE;
    for (int code = 0; code < 1 << links.size(); code++) {
      boolean[] above = new boolean[links.size()];
      for (int i = 0; i < above.length; i++) {
        above[i] = (code >> i & 1) == 0;
      }
      int cost = cost(links, above, above.length);
      if (cost < least) {
        least = cost;
        best = above;
      }
    }
    return best;
  }

  private static boolean[] greedySides(List<Link> links) {
    boolean[] above = new boolean[links.size()];
    for (int i = 0; i < above.length; i++) {
      int below = cost(links, above, i + 1);
      above[i] = true;
      above[i] = cost(links, above, i + 1) <= below;
    }
    return above;
  }

  /** Crossings first, then the height of the picture. */
  private static int cost(List<Link> links, boolean[] above, int count) {
    int cost = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        Link a = links.get(i);
        Link b = links.get(j);
        if (above[i] == above[j] && overlap(a, b)) {
          cost += crossing(a, b) || crossing(b, a) ? CROSSING_COST : 1;
        }
      }
    }
    return cost;
  }

  private static boolean overlap(Link a, Link b) {
    return Math.max(a.source(), b.source()) < Math.min(a.target(), b.target());
  }

  private static boolean crossing(Link a, Link b) {
    return a.source() < b.source() && b.source() < a.target() && a.target() < b.target();
  }

  private static List<Arc> levels(List<Link> links, boolean[] above) {
    List<Arc> arcs = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      boolean side = above[i];
      int level =
          1
              + arcs.stream()
                  .filter(a -> a.above() == side && overlap(a.link(), link))
                  .mapToInt(Arc::level)
                  .max()
                  .orElse(0);
      arcs.add(new Arc(link, side, level));
    }
    return arcs;
  }
}
