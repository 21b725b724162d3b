package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.proto.v1.ClassJudgement;
import org.lambdanas.search.draw.SvgText;

/**
 * What the pictures of each class are taken for: a row for each class, a column for each answer,
 * the darker the larger a share of the row.
 *
 * @param classes in the order of rows and columns
 */
record ConfusionMap(String title, List<ClassJudgement> classes) implements Figure {

  private static final int SMALL = 420;
  private static final int LARGE = 600;
  private static final ShadeScale RIGHT = new ShadeScale("heat", 0.12, 1);
  private static final ShadeScale WRONG = new ShadeScale("miss", 0.12, 1);
  private static final int LONGEST_NAME = 16;

  /** From so many classes on, cells are too small for numbers. */
  private static final int MOST_NUMBERS = 16;

  /** From so many classes on, rows are too low for names. */
  private static final int MOST_NAMES = 40;

  /** Copies. */
  ConfusionMap {
    classes = List.copyOf(classes);
  }

  @Override
  public boolean isEmpty() {
    return classes.stream().allMatch(row -> row.getImages() == 0);
  }

  /** Many classes need room for their names. */
  @Override
  public int leastWidth() {
    return classes.size() > MOST_NUMBERS ? LARGE : Figure.super.leastWidth();
  }

  @Override
  public String svg() {
    int count = classes.size();
    int size = classes.size() > MOST_NUMBERS ? LARGE : SMALL;
    boolean named = count <= MOST_NAMES;
    int left =
        named
            ? 10 + classes.stream().mapToInt(row -> SvgText.width(shown(row))).max().orElse(0)
            : 24;
    Legend legend =
        new Legend(
            0,
            size,
            List.of(
                RIGHT.between("right: 0", "100 % of the class"),
                WRONG.between("wrong: 0", "100 %")));
    int top = legend.height() + (named ? left : 24);
    double cell = (double) (size - left) / Math.max(1, count);
    int height = top + (int) Math.ceil(cell * count) + 4;
    SvgText svg = Readout.open(size, height, title);
    legend.draw(svg, 0);
    svg.add(
        "<rect class=\"diagonal\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%.1f\"/>",
        left, top, cell * count, cell * count);
    for (int r = 0; r < count; r++) {
      double y = top + cell * r;
      if (named) {
        names(svg, shown(classes.get(r)), left, top, cell, r);
      }
      for (int c = 0; c < count; c++) {
        cell(svg, r, c, left + cell * c, y, cell);
      }
    }
    svg.add("</svg>");
    return svg.text();
  }

  private static void names(SvgText svg, String name, int left, int top, double cell, int index) {
    double middle = cell * (index + 0.5) + 4;
    svg.add(
        "<text class=\"tick end small\" x=\"%d\" y=\"%.1f\">%s</text>",
        left - 5, top + middle, SvgText.escape(name));
    svg.add(
        "<text class=\"tick small\" transform=\"translate(%.1f %d) rotate(-90)\">%s</text>",
        left + middle, top - 5, SvgText.escape(name));
  }

  private void cell(SvgText svg, int truth, int answer, double x, double y, double side) {
    ClassJudgement row = classes.get(truth);
    long taken = row.getTakenFor(answer);
    if (taken == 0) {
      return;
    }
    double share = (double) taken / row.getImages();
    svg.add(
        "<rect %s x=\"%.1f\" y=\"%.1f\" width=\"%.1f\"" + " height=\"%.1f\"/>",
        (truth == answer ? RIGHT : WRONG).attributes(share), x, y, side, side);
    if (classes.size() <= MOST_NUMBERS) {
      svg.add(
          "<text class=\"strong mid small\" x=\"%.1f\" y=\"%.1f\">%d</text>",
          x + side / 2, y + side / 2 + 4, taken);
    }
    Readout.area(
        svg,
        x,
        y,
        side,
        side,
        "%d of %d pictures of %s\nare taken for %s"
            .formatted(taken, row.getImages(), row.getName(), classes.get(answer).getName()));
  }

  private static String shown(ClassJudgement row) {
    String name = row.getName();
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  /** A row for each cell that is not empty. */
  @Override
  public List<List<?>> data() {
    List<List<?>> rows = new ArrayList<>();
    rows.add(List.of("class", "taken_for", "pictures"));
    for (ClassJudgement row : classes) {
      for (int c = 0; c < classes.size(); c++) {
        if (row.getTakenFor(c) > 0) {
          rows.add(List.of(row.getName(), classes.get(c).getName(), row.getTakenFor(c)));
        }
      }
    }
    return rows;
  }
}
