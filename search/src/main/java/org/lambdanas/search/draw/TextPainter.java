package org.lambdanas.search.draw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.lambdanas.search.draw.CellDiagram.Link;

/**
 * Draws a cell like a sequence diagram: a line down for each state, an arrow across for each edge,
 * one row an edge, the arrows into a node together.
 */
final class TextPainter {

  private static final int MARGIN = 2;

  /** An arrow around its label: start, dash, blank, label, blank, dash, head, end. */
  private static final int ARROW = 6;

  private final CellDiagram cell;
  private final LineArt art;
  private final int[] columns;
  private final List<String> lines = new ArrayList<>();

  private TextPainter(CellDiagram cell, LineArt art) {
    this.cell = cell;
    this.art = art;
    this.columns = columns(cell);
  }

  static List<String> paint(CellDiagram cell, LineArt art) {
    TextPainter painter = new TextPainter(cell, art);
    painter.header();
    painter.links();
    if (cell.concatenated()) {
      painter.concatenation();
    }
    painter.notes();
    return painter.lines;
  }

  /** Places the states' lines so far apart that names and labels fit between them. */
  private static int[] columns(CellDiagram cell) {
    List<String> names = cell.states();
    int[] columns = new int[names.size()];
    columns[0] = MARGIN + names.get(0).length() / 2;
    for (int s = 1; s < columns.length; s++) {
      int between = (names.get(s - 1).length() + names.get(s).length() + 1) / 2 + 2;
      columns[s] = columns[s - 1] + between;
      for (Link link : cell.links()) {
        if (link.target() == s) {
          columns[s] = Math.max(columns[s], columns[link.source()] + link.label().length() + ARROW);
        }
      }
    }
    return columns;
  }

  private void header() {
    StringBuilder names = new StringBuilder();
    for (int s = 0; s < columns.length; s++) {
      String name = cell.states().get(s);
      pad(names, columns[s] - name.length() / 2).append(name);
    }
    lines.add(names.toString());
    emit(row());
  }

  private void links() {
    for (Link link : cell.links()) {
      char[] row = row();
      draw(row, link.source(), link.target(), link.live() ? art.line : art.dotted, link.label());
      row[columns[link.source()]] = art.start;
      emit(row);
    }
  }

  private void concatenation() {
    int output = columns.length - 1;
    char[] row = row();
    arrow(row, cell.firstNode(), output, art.doubleLine);
    row[columns[cell.firstNode()]] = art.doubleStart;
    for (int s = cell.firstNode() + 1; s < output; s++) {
      row[columns[s]] = art.doubleJoin;
    }
    lines.add(new String(row) + " concatenated");
  }

  private void draw(char[] row, int source, int target, char line, String label) {
    arrow(row, source, target, line);
    String text = " " + label + " ";
    text.getChars(0, text.length(), row, labelAt(source, target, text.length()));
  }

  private void arrow(char[] row, int source, int target, char line) {
    Arrays.fill(row, columns[source] + 1, columns[target], line);
    for (int s = source + 1; s < target; s++) {
      row[columns[s]] = art.crossing;
    }
    row[columns[target] - 1] = art.arrow;
  }

  /** Beside the source, or in the first gap between lines that is wide enough. */
  private int labelAt(int source, int target, int width) {
    for (int s = source; s < target; s++) {
      if (columns[s] + 2 + width < columns[s + 1]) {
        return columns[s] + 2;
      }
    }
    return columns[source] + 2;
  }

  private void notes() {
    if (!cell.absent().isEmpty()) {
      String absent =
          cell.absent().stream()
              .map(
                  a ->
                      a.target()
                          + " "
                          + art.from
                          + (art == LineArt.ASCII ? "- " : " ")
                          + a.source())
              .collect(Collectors.joining(", "));
      lines.add(" ".repeat(MARGIN) + "none: " + absent);
    }
    if (cell.hasIdleLinks()) {
      lines.add(" ".repeat(MARGIN) + "dotted: without effect on the output");
    }
  }

  private char[] row() {
    char[] row = new char[columns[columns.length - 1] + 1];
    Arrays.fill(row, ' ');
    for (int column : columns) {
      row[column] = art.lifeline;
    }
    return row;
  }

  private void emit(char[] row) {
    lines.add(new String(row));
  }

  private static StringBuilder pad(StringBuilder text, int length) {
    return text.append(" ".repeat(Math.max(0, length - text.length())));
  }
}
