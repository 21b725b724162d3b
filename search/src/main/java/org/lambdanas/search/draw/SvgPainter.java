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

  /** A document of its own. */
  static String paint(List<CellDiagram> cells) {
    return document(sheet(cells));
  }

  /** A part of a page that has {@link CellStyle#ofPage}. */
  static String inPage(List<CellDiagram> cells, String title) {
    Sheet sheet = sheet(cells);
    SvgText svg = new SvgText();
    String escaped = SvgText.escape(title);
    svg.add(
        "<svg class=\"cells\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
            + " aria-label=\"%s\"><title>%s</title>",
        sheet.width(), sheet.height(), sheet.width(), sheet.height(), escaped, escaped);
    return svg.text() + sheet.body() + "</svg>\n";
  }

  /** How many pixels wide it is. */
  static int width(List<CellDiagram> cells) {
    return sheet(cells).width();
  }

  /** What is painted, without the document around it. */
  private record Sheet(int cells, int width, int height, String body) {}

  private static Sheet sheet(List<CellDiagram> cells) {
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
    return new Sheet(cells.size(), width, y + MARGIN, body.text());
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
    body.add("<g class=\"legend\">");
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
    body.add("</g>");
    return y;
  }

  private static int entry(String title) {
    return SAMPLE + 8 + SvgText.width(title) + 20;
  }

  private static void sample(SvgText body, String style, String title, int x, int y) {
    body.add("<path class=\"%s\" d=\"M%d %dh%d\"/>", style, x, y - 4, SAMPLE);
    body.add("<text class=\"ink\" x=\"%d\" y=\"%d\">%s</text>", x + SAMPLE + 8, y, title);
  }

  private static String document(Sheet sheet) {
    SvgText svg = new SvgText();
    svg.add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    svg.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            + " height=\"%d\" role=\"img\">",
        sheet.width(), sheet.height(), sheet.width(), sheet.height());
    svg.add("<title>%s</title>", sheet.cells() == 1 ? "Cell" : "Cells");
    svg.add("<style>");
    svg.add(CellStyle.ofDocument().stripTrailing());
    svg.add("</style>");
    svg.add(
        "<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"8\"/>",
        sheet.width(), sheet.height());
    return svg.text() + sheet.body() + "</svg>\n";
  }
}
