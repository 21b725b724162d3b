package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.proto.v1.FrontAxis;
import org.lambdanas.proto.v1.FrontPoint;
import org.lambdanas.proto.v1.ParetoFront;
import org.lambdanas.search.draw.FrontDrawing;

/** A front of architectures, as a figure of a page. */
record FrontChart(ParetoFront front) implements Figure {

  @Override
  public String title() {
    return FrontDrawing.title(front);
  }

  @Override
  public boolean isEmpty() {
    return front.getPointsCount() == 0;
  }

  @Override
  public String svg() {
    return FrontDrawing.inPage(front);
  }

  /** The architecture, then a column for each axis; the knee and the limits of the axes last. */
  @Override
  public List<List<?>> data() {
    List<List<?>> rows = new ArrayList<>();
    rows.add(
        Stream.of(
                Stream.of("architecture"),
                front.getAxesList().stream().map(FrontAxis::getName),
                Stream.of("knee"),
                front.getAxesList().stream().map(axis -> "limit of " + axis.getName()))
            .flatMap(names -> names)
            .toList());
    for (int p = 0; p < front.getPointsCount(); p++) {
      FrontPoint point = front.getPoints(p);
      List<Object> row = new ArrayList<>(List.of(point.getArchitectureText()));
      point.getValuesList().forEach(value -> row.add(Figure.number(value)));
      row.add(front.hasKnee() && front.getKnee() == p ? 1 : 0);
      front
          .getAxesList()
          .forEach(axis -> row.add(axis.hasLimit() ? Figure.number(axis.getLimit()) : ""));
      rows.add(row);
    }
    return rows;
  }
}
