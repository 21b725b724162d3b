package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.lambdanas.search.draw.Axis;
import org.lambdanas.search.draw.SvgText;

/**
 * Lines over budgets, which grow by factors: the horizontal axis is logarithmic. Each point may
 * have an interval, drawn as an upright line.
 */
record BudgetChart(String title, String axis, List<Line> lines) implements Figure {

  private static final int RIGHT = 14;
  private static final int PLOT = 210;

  /** Colours there are; the lines after these are dashed. */
  private static final int COLOURS = 8;

  /** Copies the lines. */
  BudgetChart {
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
  record Point(double budget, double value, double low, double high) {}

  /**
   * One line.
   *
   * @param name as the legend has it
   * @param colour number of its colour, from 0
   * @param points by ascending budget
   */
  record Line(String name, int colour, List<Point> points) {

    /** Copies the points. */
    Line {
      points = List.copyOf(points);
    }

    private String style() {
      return "line c" + colour % COLOURS + (colour >= COLOURS ? "\" stroke-dasharray=\"6 3" : "");
    }
  }

  @Override
  public boolean isEmpty() {
    return lines.stream().allMatch(line -> line.points().isEmpty());
  }

  @Override
  public String svg() {
    List<Point> points = lines.stream().flatMap(line -> line.points().stream()).toList();
    PlotFrame frame =
        new PlotFrame(
            RIGHT,
            PLOT,
            Axis.around(
                points.stream()
                    .flatMap(p -> DoubleStream.of(p.value(), p.low(), p.high()).boxed())
                    .toList()),
            lines.stream().map(line -> Legend.Entry.line(line.name(), line.style())).toList());
    List<Double> budgets = points.stream().map(Point::budget).distinct().sorted().toList();
    SvgText svg = frame.open(title);
    double free = 0;
    for (double budget : budgets) {
      String text = number(budget);
      double half = SvgText.width(text) / 2.0;
      double x = x(budget, budgets, frame);
      if (x - half >= free) {
        frame.mark(svg, x, text);
        free = x + half + 4;
      }
    }
    frame.name(svg, axis);
    for (Line line : lines) {
      line(svg, line, budgets, frame);
    }
    // Above all lines, which say nothing.
    marks(svg, budgets, frame);
    svg.add("</svg>");
    return svg.text();
  }

  private static double x(double budget, List<Double> budgets, PlotFrame frame) {
    double first = budgets.get(0);
    double last = budgets.get(budgets.size() - 1);
    return frame.x(Math.log(budget / first), Math.log(last / first));
  }

  private static String number(double budget) {
    return budget == Math.rint(budget) && budget < 1e7
        ? Long.toString((long) budget)
        : String.format(Locale.ROOT, "%.3g", budget);
  }

  private void line(SvgText svg, Line line, List<Double> budgets, PlotFrame frame) {
    StringBuilder path = new StringBuilder();
    for (Point point : line.points()) {
      double x = x(point.budget(), budgets, frame);
      double y = frame.y(point.value());
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.length() == 0 ? "M" : "L", x, y));
    }
    if (path.length() > 0) {
      svg.add("<path class=\"%s\" d=\"%s\"/>", line.style(), path);
    }
  }

  /** Points with their intervals. One that lies on others says what all of them are. */
  private void marks(SvgText svg, List<Double> budgets, PlotFrame frame) {
    Map<String, String> said = new HashMap<>();
    for (Line line : lines) {
      for (Point point : line.points()) {
        said.merge(place(point, budgets, frame), readout(line, point), (a, b) -> a + "\n" + b);
      }
    }
    for (Line line : lines) {
      for (Point point : line.points()) {
        double x = x(point.budget(), budgets, frame);
        String interval =
            Double.isFinite(point.low()) && Double.isFinite(point.high())
                ? String.format(
                    Locale.ROOT,
                    "<path class=\"line thin c%d\" d=\"M%.1f %.1fV%.1f\"/>",
                    line.colour() % COLOURS,
                    x,
                    frame.y(point.high()),
                    frame.y(point.low()))
                : "";
        svg.add(
            "<g class=\"mark\">%s%s<circle class=\"dot d%d\" cx=\"%.1f\" cy=\"%.1f\""
                + " r=\"2.5\"/></g>",
            Readout.title(said.getOrDefault(place(point, budgets, frame), "")),
            interval,
            line.colour() % COLOURS,
            x,
            frame.y(point.value()));
      }
    }
  }

  /** Points with the same place cannot be told apart by a pointer. */
  private static String place(Point point, List<Double> budgets, PlotFrame frame) {
    return Math.round(x(point.budget(), budgets, frame)) + " " + Math.round(frame.y(point.value()));
  }

  private String readout(Line line, Point point) {
    return line.name()
        + "\n"
        + axis
        + " "
        + number(point.budget())
        + "\n"
        + Readout.number(point.value(), point.low(), point.high());
  }

  /** A row for each point. */
  @Override
  public List<List<?>> data() {
    List<List<?>> rows = new ArrayList<>();
    rows.add(List.of("line", axis, "value", "low", "high"));
    for (Line line : lines) {
      for (Point point : line.points()) {
        rows.add(
            List.of(
                line.name(),
                Figure.number(point.budget()),
                Figure.number(point.value()),
                Figure.number(point.low()),
                Figure.number(point.high())));
      }
    }
    return rows;
  }
}
