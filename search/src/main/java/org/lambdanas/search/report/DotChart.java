package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.lambdanas.search.draw.Axis;
import org.lambdanas.search.draw.SvgText;

/**
 * Names with a value each, or with several beside one another on a line, and their intervals.
 *
 * @param axis what the values are
 * @param kinds what the values of a row are, in the order of their colours; a single empty one
 *     needs no legend
 * @param rows from above
 */
record DotChart(String title, String axis, List<String> kinds, List<Row> rows) implements Figure {

  private static final int WIDTH = 420;
  private static final int RIGHT = 16;
  private static final int ROW = 19;
  private static final int LONGEST_NAME = 26;

  /** Copies. */
  DotChart {
    kinds = List.copyOf(kinds);
    rows = List.copyOf(rows);
  }

  /**
   * A row.
   *
   * @param note what else it says on hover; may be empty
   * @param dots at most one of each kind, in the order of the kinds
   */
  record Row(String name, String note, List<Dot> dots) {

    /** Copies. */
    Row {
      dots = List.copyOf(dots);
    }
  }

  /**
   * A value.
   *
   * @param kind index of what it is
   * @param value finite
   * @param low lower end of its interval; NaN: it has none
   */
  record Dot(int kind, double value, double low, double high) {}

  @Override
  public boolean isEmpty() {
    return rows.stream().allMatch(row -> row.dots().isEmpty());
  }

  @Override
  public String svg() {
    int left = 14 + rows.stream().mapToInt(row -> SvgText.width(shown(row.name()))).max().orElse(0);
    Legend legend = legend();
    int top = 6 + legend.height();
    int bottom = top + ROW * rows.size();
    Axis level =
        Axis.around(
            rows.stream()
                .flatMap(row -> row.dots().stream())
                .flatMap(dot -> DoubleStream.of(dot.value(), dot.low(), dot.high()).boxed())
                .toList());
    SvgText svg = Readout.open(WIDTH, bottom + 40, title);
    legend.draw(svg, 2);
    double free = 0;
    for (double mark : level.marks()) {
      double at = x(level, mark, left);
      svg.add("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", at, top, bottom);
      String text = level.text(mark);
      double half = SvgText.width(text) / 2.0;
      if (at - half >= free) {
        svg.add("<text class=\"tick mid\" x=\"%.1f\" y=\"%d\">%s</text>", at, bottom + 16, text);
        free = at + half + 4;
      }
    }
    svg.add(
        "<text class=\"tick mid\" x=\"%d\" y=\"%d\">%s</text>",
        (left + WIDTH - RIGHT) / 2, bottom + 33, SvgText.escape(axis));
    for (int r = 0; r < rows.size(); r++) {
      row(svg, rows.get(r), level, left, top + ROW * r + ROW / 2);
    }
    svg.add("</svg>");
    return svg.text();
  }

  private static String shown(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  private Legend legend() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      if (!kinds.get(kind).isEmpty()) {
        entries.add(Legend.Entry.dot(kinds.get(kind), "d" + kind % 8));
      }
    }
    return new Legend(6, WIDTH, entries);
  }

  private void row(SvgText svg, Row row, Axis level, int left, int y) {
    svg.add(
        "<text class=\"tick end\" x=\"%d\" y=\"%d\">%s</text>",
        left - 8, y + 4, SvgText.escape(shown(row.name())));
    if (row.dots().size() > 1) {
      DoubleStream places = row.dots().stream().mapToDouble(dot -> x(level, dot.value(), left));
      double[] ends = places.sorted().toArray();
      svg.add("<path class=\"grid join\" d=\"M%.1f %dH%.1f\"/>", ends[0], y, ends[ends.length - 1]);
    }
    double aside = Math.min(6, 12.0 / Math.max(1, row.dots().size() - 1));
    for (int d = 0; d < row.dots().size(); d++) {
      Dot dot = row.dots().get(d);
      if (Double.isFinite(dot.low()) && Double.isFinite(dot.high())) {
        svg.add(
            "<path class=\"line thin c%d\" d=\"M%.1f %.1fH%.1f\"/>",
            dot.kind() % 8,
            x(level, dot.low(), left),
            // Those of one row are not drawn on one another.
            y + (d - (row.dots().size() - 1) / 2.0) * aside,
            x(level, dot.high(), left));
      }
    }
    for (Dot dot : row.dots()) {
      svg.add(
          "<circle class=\"dot d%d\" cx=\"%.1f\" cy=\"%d\" r=\"4\"/>",
          dot.kind() % 8, x(level, dot.value(), left), y);
    }
    // Dots may lie on one another, and a name may be cut: the row says all of it.
    Readout.area(svg, 0, y - ROW / 2.0, WIDTH, ROW, readout(row));
  }

  private String readout(Row row) {
    StringBuilder text = new StringBuilder(row.name());
    text.append(row.note().isEmpty() ? "" : "\n" + row.note());
    for (Dot dot : row.dots()) {
      String kind = kinds.get(dot.kind());
      text.append('\n').append(kind.isEmpty() ? "" : kind + ": ");
      text.append(Readout.number(dot.value(), dot.low(), dot.high()));
    }
    return text.toString();
  }

  private static double x(Axis level, double value, int left) {
    return left + (WIDTH - RIGHT - left) * level.share(value);
  }

  /** A row for each value. */
  @Override
  public List<List<?>> data() {
    List<List<?>> records = new ArrayList<>();
    records.add(List.of("name", "note", "kind", "value", "low", "high"));
    for (Row row : rows) {
      for (Dot dot : row.dots()) {
        records.add(
            List.of(
                row.name(),
                row.note(),
                kinds.get(dot.kind()),
                Figure.number(dot.value()),
                Figure.number(dot.low()),
                Figure.number(dot.high())));
      }
    }
    return records;
  }
}
