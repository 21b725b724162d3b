package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.lambdanas.search.draw.SvgText;

/**
 * Predictors over what they cost before the first query and at each, with Kendall's tau as colour.
 * The Pareto-optimal points have rings, and one of each predictor's its name. Points of different
 * predictors are moved aside a little, so that those with the same costs can be told apart.
 *
 * @param unit of both costs
 * @param points in the order in which they are written
 */
record CostPlane(
    String title,
    CostAxis.Unit unit,
    String initialisationName,
    String queryName,
    List<Point> points)
    implements Figure {

  private static final int WIDTH = 420;
  private static final int LEFT = 50;
  private static final int RIGHT = 8;
  private static final int WIDEST_ASIDE = 18;

  /** Points of a predictor beside which its name may stand: the best. */
  private static final int MOST_PLACES = 20;

  private static final int TOP = 8 + TauScale.HEIGHT;
  private static final int HIGH = 300;
  private static final int LOW = 70;

  /** Copies the points. */
  CostPlane {
    points = List.copyOf(points);
  }

  /**
   * A predictor at one of its budgets.
   *
   * @param budget in words
   * @param tau Kendall's tau-b, with its interval; NaN ends: it has none
   * @param optimal whether no other predictor is as good at no higher costs
   */
  record Point(
      String predictor,
      String budget,
      double initialisation,
      double query,
      double tau,
      double low,
      double high,
      boolean optimal) {}

  @Override
  public boolean isEmpty() {
    return points.isEmpty();
  }

  /** Where all queries cost the same there is nothing to see above one another. */
  private int plot() {
    return points.stream().map(Point::query).distinct().count() < 2 ? LOW : HIGH;
  }

  @Override
  public String svg() {
    CostAxis level =
        CostAxis.of(unit, points.stream().map(Point::initialisation).distinct().toList());
    CostAxis upright = CostAxis.of(unit, points.stream().map(Point::query).distinct().toList());
    SvgText svg = Readout.open(WIDTH, TOP + plot() + 40, title);
    TauScale.legend(svg, LEFT, 4);
    new Legend(WIDTH - RIGHT - 74, WIDTH, List.of(Legend.Entry.dot("Pareto", "ring"))).draw(svg, 1);
    grid(svg, level, upright);
    List<String> predictors = points.stream().map(Point::predictor).distinct().toList();
    Places places = new Places(level, upright, plot(), predictors);
    List<Point> order =
        points.stream()
            .sorted(Comparator.comparing(Point::optimal).thenComparingDouble(Point::tau))
            .toList();
    for (Point point : order) {
      svg.add(
          "<circle class=\"%s %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\">%s</circle>",
          TauScale.style(point.tau()),
          point.optimal() ? "best" : "point",
          places.x(point),
          places.y(point),
          point.optimal() ? "5" : "3.5",
          Readout.title(readout(point)));
    }
    names(svg, places);
    svg.add("</svg>");
    return svg.text();
  }

  private void grid(SvgText svg, CostAxis level, CostAxis upright) {
    for (CostAxis.Mark mark : upright.marks()) {
      double at = TOP + plot() * (1 - upright.share(mark.value()));
      svg.add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, WIDTH - RIGHT);
      svg.add(
          "<text class=\"tick end\" x=\"%d\" y=\"%.1f\">%s</text>", LEFT - 4, at + 4, mark.text());
    }
    double free = 0;
    for (CostAxis.Mark mark : level.marks()) {
      double at = LEFT + (WIDTH - LEFT - RIGHT) * level.share(mark.value());
      svg.add("<path class=\"grid\" d=\"M%.1f %dv%d\"/>", at, TOP, plot());
      double half = SvgText.width(mark.text()) / 2.0;
      if (at - half >= free) {
        svg.add(
            "<text class=\"tick mid\" x=\"%.1f\" y=\"%d\">%s</text>",
            Math.min(at, WIDTH - half), TOP + plot() + 16, mark.text());
        free = at + half + 4;
      }
    }
    svg.add(
        "<text class=\"tick mid\" x=\"%d\" y=\"%d\">%s (upright: %s)</text>",
        WIDTH / 2,
        TOP + plot() + 34,
        SvgText.escape(initialisationName),
        SvgText.escape(queryName));
  }

  private void names(SvgText svg, Places places) {
    PlacedNames placed = new PlacedNames(LEFT, TOP, WIDTH - 2, TOP + plot());
    points.forEach(point -> placed.mark(places.x(point), places.y(point), point.optimal()));
    for (String predictor :
        points.stream().filter(Point::optimal).map(Point::predictor).distinct().toList()) {
      List<Point> own =
          points.stream()
              .filter(point -> point.optimal() && point.predictor().equals(predictor))
              .sorted(Comparator.comparingDouble(Point::tau).reversed())
              .limit(MOST_PLACES)
              .toList();
      placed
          .place(predictor, own.stream().map(p -> List.of(places.x(p), places.y(p))).toList())
          .ifPresent(
              at -> {
                if (!at.line().isEmpty()) {
                  svg.add("<path class=\"grid lead\" d=\"%s\"/>", at.line());
                }
                svg.add(
                    "<text class=\"strong halo\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                    at.x(), at.y(), SvgText.escape(predictor));
              });
    }
  }

  private String readout(Point point) {
    return "%s\n%s\ntau %s\n%s %s\n%s %s%s"
        .formatted(
            point.predictor(),
            point.budget(),
            Readout.number(point.tau(), point.low(), point.high()),
            initialisationName,
            CostAxis.text(unit, point.initialisation()),
            queryName,
            CostAxis.text(unit, point.query()),
            point.optimal() ? "\nPareto-optimal" : "");
  }

  /** Where points lie. */
  private record Places(CostAxis level, CostAxis upright, int plot, List<String> predictors) {

    /** Predictors with the same costs lie side by side: each has a place of its own. */
    double x(Point point) {
      double aside =
          predictors.size() < 2
              ? 0
              : (double) predictors.indexOf(point.predictor()) / (predictors.size() - 1) - 0.5;
      return LEFT
          + (WIDTH - LEFT - RIGHT) * level.share(point.initialisation())
          + WIDEST_ASIDE * aside;
    }

    double y(Point point) {
      return TOP + plot * (1 - upright.share(point.query()));
    }
  }

  /** A row for each point. */
  @Override
  public List<List<?>> data() {
    List<List<?>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "predictor",
            "budget",
            initialisationName,
            queryName,
            "tau",
            "low",
            "high",
            "pareto_optimal"));
    for (Point point : points) {
      rows.add(
          List.of(
              point.predictor(),
              point.budget(),
              Figure.number(point.initialisation()),
              Figure.number(point.query()),
              Figure.number(point.tau()),
              Figure.number(point.low()),
              Figure.number(point.high()),
              point.optimal() ? 1 : 0));
    }
    return rows;
  }
}
