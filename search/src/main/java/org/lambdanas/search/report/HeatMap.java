package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.lambdanas.search.draw.SvgText;

/** Numbers over epochs, a row each, as shades. */
record HeatMap(String title, List<Group> groups) implements Figure {

  private static final int WIDTH = 420;
  private static final int ROW = 15;
  private static final int GAP = 8;
  private static final int LEVELS = 20;
  private static final ShadeScale SHADES = new ShadeScale("heat", 0.05, 1);
  private static final int RIGHT = 46;

  /** Copies the groups. */
  HeatMap {
    groups = List.copyOf(groups);
  }

  /**
   * Rows under a heading.
   *
   * @param heading empty for none
   * @param rows the rows
   */
  record Group(String heading, List<Row> rows) {

    /** Copies the rows. */
    Group {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A row.
   *
   * @param label what it is
   * @param values one for each epoch; one that is not finite leaves a gap
   */
  record Row(String label, List<Double> values) {

    /** Copies the values. */
    Row {
      values = List.copyOf(values);
    }
  }

  @Override
  public boolean isEmpty() {
    return groups.stream()
        .flatMap(group -> group.rows().stream())
        .flatMap(row -> row.values().stream())
        .noneMatch(Double::isFinite);
  }

  /**
   * {@inheritDoc} The faintest shade is the smallest value there is, the strongest the largest; the
   * last epoch's numbers stand at the right.
   */
  @Override
  public String svg() {
    List<Row> all = groups.stream().flatMap(group -> group.rows().stream()).toList();
    int epochs = all.stream().mapToInt(row -> row.values().size()).max().orElse(0);
    DoubleSummaryStatistics range =
        all.stream()
            .flatMap(row -> row.values().stream())
            .filter(Double::isFinite)
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    int left = 8 + all.stream().mapToInt(row -> SvgText.width(row.label())).max().orElse(0);
    double cell = (WIDTH - left - RIGHT) / (double) Math.max(1, epochs);
    List<StringBuilder> shades = new ArrayList<>();
    for (int i = 0; i < LEVELS; i++) {
      shades.add(new StringBuilder());
    }
    SvgText texts = new SvgText();
    SvgText areas = new SvgText();
    int y = 4;
    for (Group group : groups) {
      if (!group.heading().isEmpty()) {
        y += GAP + 10;
        texts.add(
            "<text class=\"tick strong\" x=\"0\" y=\"%d\">%s</text>",
            y - 3, SvgText.escape(group.heading()));
      }
      for (int e = 0; e < epochs; e++) {
        int height = ROW * group.rows().size();
        Readout.area(areas, left + e * cell, y, cell, height, readout(group, e));
      }
      for (Row row : group.rows()) {
        texts.add(
            "<text class=\"tick end\" x=\"%d\" y=\"%d\">%s</text>",
            left - 6, y + 11, SvgText.escape(row.label()));
        shade(shades, row, range, left, y, cell);
        double last =
            row.values().isEmpty() ? Double.NaN : row.values().get(row.values().size() - 1);
        if (Double.isFinite(last)) {
          texts.add(
              "<text class=\"tick\" x=\"%d\" y=\"%d\">%.3f</text>",
              WIDTH - RIGHT + 6, y + 11, last);
        }
        y += ROW;
      }
    }
    SvgText svg = Readout.open(WIDTH, y + 48, title);
    for (int i = 0; i < shades.size(); i++) {
      if (shades.get(i).length() > 0) {
        svg.add("<path %s d=\"%s\"/>", SHADES.attributes(i / (LEVELS - 1.0)), shades.get(i));
      }
    }
    svg.add(texts.text().stripTrailing());
    svg.add("<text class=\"tick\" x=\"%d\" y=\"%d\">epoch 1</text>", left, y + 14);
    if (epochs > 1) {
      svg.add(
          "<text class=\"tick end\" x=\"%d\" y=\"%d\">%d</text>", WIDTH - RIGHT, y + 14, epochs);
    }
    if (range.getCount() > 0) {
      new Legend(
              left,
              WIDTH,
              List.of(
                  SHADES.between(Readout.number(range.getMin()), Readout.number(range.getMax()))))
          .draw(svg, y + 24);
    }
    svg.add(areas.text().stripTrailing());
    svg.add("</svg>");
    return svg.text();
  }

  private static String readout(Group group, int epoch) {
    StringBuilder text = new StringBuilder(group.heading());
    text.append(group.heading().isEmpty() ? "" : ", ").append("epoch ").append(epoch + 1);
    for (Row row : group.rows()) {
      if (epoch < row.values().size() && Double.isFinite(row.values().get(epoch))) {
        text.append('\n').append(row.label()).append(' ');
        text.append(Readout.number(row.values().get(epoch)));
      }
    }
    return text.toString();
  }

  /** A row for each shade. */
  @Override
  public List<List<?>> data() {
    List<List<?>> rows = new ArrayList<>();
    rows.add(List.of("group", "row", "epoch", "value"));
    for (Group group : groups) {
      for (Row row : group.rows()) {
        for (int e = 0; e < row.values().size(); e++) {
          rows.add(
              List.of(group.heading(), row.label(), e + 1, Figure.number(row.values().get(e))));
        }
      }
    }
    return rows;
  }

  private static void shade(
      List<StringBuilder> shades,
      Row row,
      DoubleSummaryStatistics range,
      int left,
      int y,
      double cell) {
    double spread = range.getMax() - range.getMin();
    for (int e = 0; e < row.values().size(); e++) {
      double value = row.values().get(e);
      if (!Double.isFinite(value)) {
        continue;
      }
      double share = spread > 0 ? (value - range.getMin()) / spread : 0.5;
      shades
          .get((int) Math.round((LEVELS - 1) * share))
          .append(
              String.format(
                  Locale.ROOT, "M%.1f %dh%.1fv%dh-%.1fz", left + e * cell, y, cell, ROW - 1, cell));
    }
  }
}
