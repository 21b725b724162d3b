package org.lambdanas.search.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.lambdanas.search.draw.CellDiagram.Link;

/** Puts the pictures of an architecture's cells below one another, with one legend. */
final class SvgPainter {

  private static final int MARGIN = 24;
  private static final int TITLE = 28;
  private static final int SAMPLE = 28;

  private SvgPainter() {}

  static String paint(List<CellDiagram> cells) {
    List<SvgCell> pictures = cells.stream().map(SvgCell::new).toList();
    int width = 2 * MARGIN + pictures.stream().mapToInt(SvgCell::width).max().orElse(0);
    SvgText body = new SvgText();
    int y = MARGIN;
    for (int c = 0; c < pictures.size(); c++) {
      if (cells.size() > 1) {
        body.add(
            "<text class=\"ink head\" x=\"%d\" y=\"%d\">%s</text>",
            MARGIN, y + 12, SvgText.escape(cells.get(c).title()));
        y += TITLE;
      }
      pictures.get(c).paint(body, MARGIN, y);
      y += pictures.get(c).height();
      y = absent(body, cells.get(c), width, y);
    }
    y = legend(body, cells, width, y);
    return document(cells, width, y + MARGIN, body);
  }

  private static int absent(SvgText body, CellDiagram cell, int width, int top) {
    if (cell.absent().isEmpty()) {
      return top;
    }
    List<String> words = new ArrayList<>(List.of("none:"));
    cell.absent().forEach(a -> words.add(a.target() + " ← " + a.source()));
    int x = MARGIN;
    int y = top + 20;
    for (String word : words) {
      int length = SvgText.width(word) + 14;
      if (x + length > width - MARGIN && x > MARGIN) {
        x = MARGIN;
        y += 18;
      }
      body.add("<text class=\"ink\" x=\"%d\" y=\"%d\">%s</text>", x, y, SvgText.escape(word));
      x += length;
    }
    return y + 8;
  }

  private static int legend(SvgText body, List<CellDiagram> cells, int width, int top) {
    Set<OperationKind> kinds = new TreeSet<>();
    boolean idle = false;
    for (CellDiagram cell : cells) {
      cell.links().stream().map(Link::kind).forEach(kinds::add);
      idle |= cell.hasIdleLinks();
    }
    if (kinds.isEmpty()) {
      return top;
    }
    int x = MARGIN;
    int y = top + 24;
    for (OperationKind kind : kinds) {
      if (x > MARGIN && x + entry(kind.title()) > width - MARGIN) {
        x = MARGIN;
        y += 20;
      }
      sample(body, "edge " + kind.styleClass(), kind.title(), x, y);
      x += entry(kind.title());
    }
    if (idle) {
      String title = "without effect on the output";
      if (x > MARGIN && x + entry(title) > width - MARGIN) {
        x = MARGIN;
        y += 20;
      }
      sample(body, "edge idle " + OperationKind.NONE.styleClass(), title, x, y);
    }
    return y;
  }

  private static int entry(String title) {
    return SAMPLE + 8 + SvgText.width(title) + 20;
  }

  private static void sample(SvgText body, String style, String title, int x, int y) {
    body.add("<path class=\"%s\" d=\"M%d %dh%d\"/>", style, x, y - 4, SAMPLE);
    body.add("<text class=\"ink\" x=\"%d\" y=\"%d\">%s</text>", x + SAMPLE + 8, y, title);
  }

  private static String document(List<CellDiagram> cells, int width, int height, SvgText body) {
    SvgText svg = new SvgText();
    svg.add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    svg.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            + " height=\"%d\" role=\"img\">",
        width, height, width, height);
    svg.add("<title>%s</title>", cells.size() == 1 ? "Cell" : "Cells");
    svg.add("<style>");
    svg.add("text{font:12px system-ui,sans-serif}");
    svg.add(".head,.name{font-weight:600}");
    svg.add(".name,.label{text-anchor:middle}");
    svg.add(".edge{fill:none;stroke-width:2}");
    svg.add(".idle{stroke-dasharray:4 4}");
    colours(svg, false);
    svg.add("@media (prefers-color-scheme:dark){");
    colours(svg, true);
    svg.add("}");
    svg.add("</style>");
    svg.add("<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"8\"/>", width, height);
    return svg.text() + body.text() + "</svg>\n";
  }

  private static void colours(SvgText svg, boolean dark) {
    svg.add(".paper{fill:%s}", dark ? "#0f172a" : "#ffffff");
    svg.add(".ink{fill:%s}", dark ? "#e2e8f0" : "#0f172a");
    svg.add(".box{fill:%s;stroke:%s}", dark ? "#1e293b" : "#f1f5f9", dark ? "#64748b" : "#94a3b8");
    for (OperationKind kind : OperationKind.values()) {
      String colour = dark ? kind.onDark() : kind.onLight();
      svg.add(
          ".%s{stroke:%s}.%s-fill{fill:%s}", kind.styleClass(), colour, kind.styleClass(), colour);
    }
  }
}
