package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lambdanas.search.draw.SvgText;

/**
 * Lines over epochs. Byte for byte the same for the same data.
 *
 * @param title what is shown
 * @param series the lines
 */
public record LineChart(String title, List<Series> series) {

  private static final int WIDTH = 420;
  private static final int LEFT = 46;
  private static final int RIGHT = 12;
  private static final int PLOT = 180;
  private static final int LEGEND_ROW = 18;

  /** Copies the lines. */
  public LineChart {
    series = List.copyOf(series);
  }

  /**
   * Whether there is a point to show.
   *
   * @return true if no value is finite
   */
  public boolean isEmpty() {
    return series.stream().flatMap(s -> s.values().stream()).noneMatch(Double::isFinite);
  }

  /**
   * The plot, to be put into a page that has {@link PageStyle}.
   *
   * @return an SVG element
   */
  public String svg() {
    List<List<Series>> legend = legendRows();
    int top = 8 + LEGEND_ROW * legend.size();
    int height = top + PLOT + 40;
    int epochs = series.stream().mapToInt(s -> s.values().size()).max().orElse(0);
    Axis y = Axis.around(series.stream().flatMap(s -> s.values().stream()).toList());
    SvgText svg = new SvgText();
    svg.add(
        "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
        WIDTH, height, SvgText.escape(title));
    legend(svg, legend);
    for (double mark : y.marks()) {
      double at = top + PLOT * (1 - y.share(mark));
      svg.add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, WIDTH - RIGHT);
      svg.add(
          "<text class=\"tick end\" x=\"%d\" y=\"%.1f\">%s</text>", LEFT - 6, at + 4, y.text(mark));
    }
    for (int mark : epochMarks(epochs)) {
      svg.add(
          "<text class=\"tick mid\" x=\"%.1f\" y=\"%d\">%d</text>",
          x(mark - 1, epochs), top + PLOT + 16, mark);
    }
    svg.add(
        "<text class=\"tick mid\" x=\"%d\" y=\"%d\">epoch</text>",
        (LEFT + WIDTH - RIGHT) / 2, top + PLOT + 33);
    // Those that stand back first.
    series.stream().filter(Series::thin).forEach(line -> line(svg, line, epochs, y, top));
    series.stream().filter(s -> !s.thin()).forEach(line -> line(svg, line, epochs, y, top));
    svg.add("</svg>");
    return svg.text();
  }

  private List<List<Series>> legendRows() {
    List<List<Series>> rows = new ArrayList<>();
    int used = WIDTH;
    for (Series line : series) {
      if (line.name().isEmpty()) {
        continue;
      }
      int width = entryWidth(line);
      if (used + width > WIDTH - RIGHT) {
        rows.add(new ArrayList<>());
        used = LEFT;
      }
      rows.get(rows.size() - 1).add(line);
      used += width;
    }
    return rows;
  }

  private static int entryWidth(Series line) {
    return SvgText.width(line.name()) + 32;
  }

  private static void legend(SvgText svg, List<List<Series>> rows) {
    for (int r = 0; r < rows.size(); r++) {
      int x = LEFT;
      for (Series line : rows.get(r)) {
        int y = 8 + LEGEND_ROW * r;
        svg.add("<path class=\"line c%d\" d=\"M%d %dh16\"/>", line.colour() % 8, x, y + 4);
        svg.add(
            "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>",
            x + 21, y + 8, SvgText.escape(line.name()));
        x += entryWidth(line);
      }
    }
  }

  private static double x(int epoch, int epochs) {
    int wide = WIDTH - LEFT - RIGHT;
    return epochs < 2 ? LEFT + wide / 2.0 : LEFT + (double) wide * epoch / (epochs - 1);
  }

  /** First, last and round numbers between. */
  private static List<Integer> epochMarks(int epochs) {
    List<Integer> marks = new ArrayList<>();
    if (epochs == 0) {
      return marks;
    }
    int step = 1;
    for (int i = 0; epochs / step > 7; i++) {
      step = i % 3 == 0 ? step * 2 : i % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    marks.add(1);
    for (int mark = step; mark < epochs; mark += step) {
      if (mark > 1 + step / 2 && epochs - mark > step / 2) {
        marks.add(mark);
      }
    }
    if (epochs > 1) {
      marks.add(epochs);
    }
    return marks;
  }

  private static void line(SvgText svg, Series line, int epochs, Axis y, int top) {
    StringBuilder path = new StringBuilder();
    boolean drawn = false;
    String weight = line.thin() ? " thin" : "";
    for (int e = 0; e < line.values().size(); e++) {
      double value = line.values().get(e);
      if (!Double.isFinite(value)) {
        drawn = false;
        continue;
      }
      double at = top + PLOT * (1 - y.share(value));
      boolean alone =
          !drawn && (e + 1 == line.values().size() || !Double.isFinite(line.values().get(e + 1)));
      if (alone) {
        svg.add(
            "<circle class=\"dot d%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>",
            line.colour() % 8, x(e, epochs), at);
      }
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawn ? "L" : "M", x(e, epochs), at));
      drawn = true;
    }
    if (path.length() > 0) {
      svg.add("<path class=\"line c%d%s\" d=\"%s\"/>", line.colour() % 8, weight, path);
    }
  }
}
