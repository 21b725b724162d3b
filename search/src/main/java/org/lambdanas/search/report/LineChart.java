package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lambdanas.search.draw.Axis;
import org.lambdanas.search.draw.SvgText;

/** Lines over epochs. Byte for byte the same for the same data. */
record LineChart(String title, List<Series> series) {

  private static final int RIGHT = 12;
  private static final int PLOT = 180;

  /** Copies the lines. */
  LineChart {
    series = List.copyOf(series);
  }

  /** A chart of those lines that have a value at all. */
  static LineChart of(String title, List<Series> series) {
    return new LineChart(
        title,
        series.stream().filter(line -> line.values().stream().anyMatch(Double::isFinite)).toList());
  }

  /** Whether there is a point to show. */
  boolean isEmpty() {
    return series.stream().flatMap(s -> s.values().stream()).noneMatch(Double::isFinite);
  }

  /** The plot, to be put into a page that has {@link PageStyle}. */
  String svg() {
    int epochs = series.stream().mapToInt(s -> s.values().size()).max().orElse(0);
    PlotFrame frame =
        new PlotFrame(
            RIGHT,
            PLOT,
            Axis.around(series.stream().flatMap(s -> s.values().stream()).toList()),
            series.stream()
                .filter(line -> !line.name().isEmpty())
                .map(line -> new PlotFrame.Entry(line.name(), "line c" + line.colour() % 8))
                .toList());
    SvgText svg = frame.open(title);
    for (int mark : epochMarks(epochs)) {
      frame.mark(svg, frame.x(mark - 1, epochs - 1), Integer.toString(mark));
    }
    frame.name(svg, "epoch");
    // Those that stand back first.
    series.stream().filter(Series::thin).forEach(line -> line(svg, line, epochs, frame));
    series.stream().filter(s -> !s.thin()).forEach(line -> line(svg, line, epochs, frame));
    svg.add("</svg>");
    return svg.text();
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

  private static void line(SvgText svg, Series line, int epochs, PlotFrame frame) {
    StringBuilder path = new StringBuilder();
    boolean drawn = false;
    String weight = line.thin() ? " thin" : "";
    for (int e = 0; e < line.values().size(); e++) {
      double value = line.values().get(e);
      if (!Double.isFinite(value)) {
        drawn = false;
        continue;
      }
      double x = frame.x(e, epochs - 1);
      double y = frame.y(value);
      boolean alone =
          !drawn && (e + 1 == line.values().size() || !Double.isFinite(line.values().get(e + 1)));
      if (alone) {
        svg.add(
            "<circle class=\"dot d%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", line.colour() % 8, x, y);
      }
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawn ? "L" : "M", x, y));
      drawn = true;
    }
    if (path.length() > 0) {
      svg.add("<path class=\"line c%d%s\" d=\"%s\"/>", line.colour() % 8, weight, path);
    }
  }
}
