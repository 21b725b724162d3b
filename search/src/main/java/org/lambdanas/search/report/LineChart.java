package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.lambdanas.search.draw.Axis;
import org.lambdanas.search.draw.SvgText;

/** Lines over epochs. */
record LineChart(String title, List<Series> series) implements Figure {

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

  @Override
  public boolean isEmpty() {
    return series.stream().flatMap(s -> s.values().stream()).noneMatch(Double::isFinite);
  }

  @Override
  public String svg() {
    int epochs = epochs();
    PlotFrame frame =
        new PlotFrame(
            RIGHT,
            PLOT,
            Axis.around(series.stream().flatMap(s -> s.values().stream()).toList()),
            series.stream()
                .filter(line -> !line.thin())
                .map(line -> Legend.Entry.line(line.name(), "line c" + line.colour() % 8))
                .toList());
    SvgText svg = frame.open(title);
    for (int mark : epochMarks(epochs)) {
      frame.mark(svg, frame.x(mark - 1, epochs - 1), Integer.toString(mark));
    }
    frame.name(svg, "epoch");
    // Those that stand back first.
    series.stream().filter(Series::thin).forEach(line -> line(svg, line, epochs, frame));
    series.stream().filter(s -> !s.thin()).forEach(line -> line(svg, line, epochs, frame));
    for (int e = 0; e < epochs; e++) {
      double from = frame.x(Math.max(0, e - 0.5), epochs - 1);
      double to = frame.x(Math.min(epochs - 1, e + 0.5), epochs - 1);
      frame.strip(svg, epochs == 1 ? from - 6 : from, epochs == 1 ? to + 6 : to, readout(e));
    }
    svg.add("</svg>");
    return svg.text();
  }

  private int epochs() {
    return series.stream().mapToInt(s -> s.values().size()).max().orElse(0);
  }

  private static double value(Series line, int epoch) {
    return epoch < line.values().size() ? line.values().get(epoch) : Double.NaN;
  }

  private String readout(int epoch) {
    StringBuilder text = new StringBuilder("epoch " + (epoch + 1));
    for (Series line : series) {
      if (Double.isFinite(value(line, epoch))) {
        text.append('\n').append(line.name()).append(' ');
        text.append(Readout.number(value(line, epoch)));
      }
    }
    return text.toString();
  }

  /** The epoch, then a column for each line. */
  @Override
  public List<List<?>> data() {
    List<List<?>> rows = new ArrayList<>();
    rows.add(Stream.concat(Stream.of("epoch"), series.stream().map(Series::name)).toList());
    for (int e = 0; e < epochs(); e++) {
      List<Object> row = new ArrayList<>(List.of(e + 1));
      for (Series line : series) {
        row.add(Figure.number(value(line, e)));
      }
      rows.add(row);
    }
    return rows;
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
