package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.lambdanas.search.draw.SvgText;

/**
 * Lines over budgets, which grow by factors: the horizontal axis is logarithmic. Each point may
 * have an interval, drawn as an upright line. Byte for byte the same for the same data.
 *
 * @param title what is shown
 * @param axis what the budget is
 * @param lines the lines
 */
public record BudgetChart(String title, String axis, List<Line> lines) {

  private static final int WIDTH = 420;
  private static final int LEFT = 46;
  private static final int RIGHT = 14;
  private static final int PLOT = 210;
  private static final int LEGEND_ROW = 18;

  /** Colours there are; the lines after these are dashed. */
  private static final int COLOURS = 8;

  /** Copies the lines. */
  public BudgetChart {
    lines = List.copyOf(lines);
  }

  /**
   * A value at a budget.
   *
   * @param budget above 0
   * @param value finite
   * @param low lower end of its interval; NaN: it has none
   * @param high upper end of its interval; NaN: it has none
   */
  public record Point(double budget, double value, double low, double high) {}

  /**
   * One line.
   *
   * @param name as the legend has it
   * @param colour number of its colour, from 0
   * @param points by ascending budget
   */
  public record Line(String name, int colour, List<Point> points) {

    /** Copies the points. */
    public Line {
      points = List.copyOf(points);
    }

    private String style() {
      return "line c" + colour % COLOURS + (colour >= COLOURS ? "\" stroke-dasharray=\"6 3" : "");
    }
  }

  /**
   * Whether there is a point to show.
   *
   * @return true if no line has a point
   */
  public boolean isEmpty() {
    return lines.stream().allMatch(line -> line.points().isEmpty());
  }

  /**
   * The plot, to be put into a page that has {@link PageStyle}.
   *
   * @return an SVG element
   */
  public String svg() {
    List<List<Line>> legend = legendRows();
    int top = 8 + LEGEND_ROW * legend.size();
    int height = top + PLOT + 40;
    List<Point> points = lines.stream().flatMap(line -> line.points().stream()).toList();
    Axis y =
        Axis.around(
            points.stream()
                .flatMap(p -> DoubleStream.of(p.value(), p.low(), p.high()).boxed())
                .toList());
    List<Double> budgets = points.stream().map(Point::budget).distinct().sorted().toList();
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
    double free = 0;
    for (double budget : budgets) {
      String text = number(budget);
      double half = SvgText.width(text) / 2.0;
      double x = x(budget, budgets);
      if (x - half >= free) {
        svg.add("<text class=\"tick mid\" x=\"%.1f\" y=\"%d\">%s</text>", x, top + PLOT + 16, text);
        free = x + half + 4;
      }
    }
    svg.add(
        "<text class=\"tick mid\" x=\"%d\" y=\"%d\">%s</text>",
        (LEFT + WIDTH - RIGHT) / 2, top + PLOT + 33, SvgText.escape(axis));
    lines.forEach(line -> line(svg, line, budgets, y, top));
    svg.add("</svg>");
    return svg.text();
  }

  private List<List<Line>> legendRows() {
    List<List<Line>> rows = new ArrayList<>();
    int used = WIDTH;
    for (Line line : lines) {
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

  private static int entryWidth(Line line) {
    return SvgText.width(line.name()) + 32;
  }

  private static void legend(SvgText svg, List<List<Line>> rows) {
    for (int r = 0; r < rows.size(); r++) {
      int x = LEFT;
      for (Line line : rows.get(r)) {
        int y = 8 + LEGEND_ROW * r;
        svg.add("<path class=\"%s\" d=\"M%d %dh16\"/>", line.style(), x, y + 4);
        svg.add(
            "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>",
            x + 21, y + 8, SvgText.escape(line.name()));
        x += entryWidth(line);
      }
    }
  }

  private static double x(double budget, List<Double> budgets) {
    double wide = WIDTH - LEFT - RIGHT;
    double first = budgets.get(0);
    double last = budgets.get(budgets.size() - 1);
    return first == last
        ? LEFT + wide / 2
        : LEFT + wide * Math.log(budget / first) / Math.log(last / first);
  }

  private static String number(double budget) {
    return budget == Math.rint(budget) && budget < 1e7
        ? Long.toString((long) budget)
        : String.format(Locale.ROOT, "%.3g", budget);
  }

  private static void line(SvgText svg, Line line, List<Double> budgets, Axis y, int top) {
    StringBuilder path = new StringBuilder();
    for (Point point : line.points()) {
      double x = x(point.budget(), budgets);
      double at = top + PLOT * (1 - y.share(point.value()));
      if (Double.isFinite(point.low()) && Double.isFinite(point.high())) {
        svg.add(
            "<path class=\"line thin c%d\" d=\"M%.1f %.1fV%.1f\"/>",
            line.colour() % COLOURS,
            x,
            top + PLOT * (1 - y.share(point.high())),
            top + PLOT * (1 - y.share(point.low())));
      }
      svg.add(
          "<circle class=\"dot d%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>",
          line.colour() % COLOURS, x, at);
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.length() == 0 ? "M" : "L", x, at));
    }
    if (path.length() > 0) {
      svg.add("<path class=\"%s\" d=\"%s\"/>", line.style(), path);
    }
  }
}
