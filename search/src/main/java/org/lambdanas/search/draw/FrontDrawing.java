package org.lambdanas.search.draw;

import java.util.List;
import java.util.Locale;
import org.lambdanas.proto.v1.FrontAxis;
import org.lambdanas.proto.v1.FrontPoint;
import org.lambdanas.proto.v1.ParetoFront;

/**
 * Draws a front: a picture for each cost, with the objective upright, that stands by itself. The
 * knee is a ring, a limit a dashed line. Byte for byte the same for the same front.
 */
public final class FrontDrawing {

  private static final int WIDTH = 420;
  private static final int LEFT = 64;
  private static final int RIGHT = 14;
  private static final int TOP = 10;
  private static final int PLOT = 210;
  private static final int HEIGHT = TOP + PLOT + 44;

  private FrontDrawing() {}

  /** The pictures one below the other; of a front of nothing the axes. */
  public static String svg(ParetoFront front) {
    SvgText svg = new SvgText();
    int costs = front.getAxesCount() - 1;
    svg.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
            + " aria-label=\"Front of %d\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, Math.max(1, costs) * HEIGHT, front.getPointsCount());
    svg.add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, Math.max(1, costs) * HEIGHT);
    for (int cost = 1; cost <= costs; cost++) {
      svg.add("<g transform=\"translate(0 %d)\">", (cost - 1) * HEIGHT);
      draw(svg, front, cost);
      svg.add("</g>");
    }
    svg.add("</svg>");
    return svg.text();
  }

  private static void draw(SvgText svg, ParetoFront front, int cost) {
    Axis level = axis(front, cost);
    Axis upright = axis(front, 0);
    for (double mark : upright.marks()) {
      svg.add(
          "<path stroke=\"#cbd5e1\" d=\"M%d %.1fH%d\"/>", LEFT, y(upright, mark), WIDTH - RIGHT);
      svg.add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#475569\">%s</text>",
          LEFT - 6, y(upright, mark) + 4, upright.text(mark));
    }
    for (double mark : level.marks()) {
      svg.add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#475569\">%s</text>",
          x(level, mark), TOP + PLOT + 16, level.text(mark));
    }
    FrontAxis named = front.getAxes(cost);
    svg.add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#0f172a\">%s (upright: %s)</text>",
        (LEFT + WIDTH - RIGHT) / 2,
        TOP + PLOT + 34,
        SvgText.escape(named.getName()),
        SvgText.escape(front.getAxes(0).getName()));
    if (named.hasLimit() && named.getLimit() >= level.low() && named.getLimit() <= level.high()) {
      svg.add(
          "<path stroke=\"#be123c\" stroke-dasharray=\"5 3\" d=\"M%.1f %dv%d\"/>",
          x(level, named.getLimit()), TOP, PLOT);
    }
    if (front.getAxesCount() == 2) {
      stairs(svg, front, level, upright);
    }
    for (int p = 0; p < front.getPointsCount(); p++) {
      FrontPoint point = front.getPoints(p);
      svg.add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#1d4ed8\"><title>%s</title></circle>",
          x(level, point.getValues(cost)),
          y(upright, point.getValues(0)),
          SvgText.escape(point.getArchitectureText()));
      if (front.hasKnee() && front.getKnee() == p) {
        svg.add(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"7\" fill=\"none\" stroke=\"#c2410c\""
                + " stroke-width=\"2\"/>",
            x(level, point.getValues(cost)), y(upright, point.getValues(0)));
      }
    }
  }

  /** What the front dominates begins at stairs, where there is one cost. */
  private static void stairs(SvgText svg, ParetoFront front, Axis level, Axis upright) {
    StringBuilder path = new StringBuilder();
    for (FrontPoint point : front.getPointsList()) {
      path.append(
          String.format(
              Locale.ROOT,
              path.length() == 0 ? "M%.1f %.1f" : "H%.1fV%.1f",
              x(level, point.getValues(1)),
              y(upright, point.getValues(0))));
    }
    if (path.length() > 0) {
      svg.add("<path fill=\"none\" stroke=\"#1d4ed8\" stroke-width=\"1.5\" d=\"%s\"/>", path);
    }
  }

  private static Axis axis(ParetoFront front, int axis) {
    List<Double> values = front.getPointsList().stream().map(p -> p.getValues(axis)).toList();
    return Axis.around(values);
  }

  private static double x(Axis level, double value) {
    return LEFT + (WIDTH - LEFT - RIGHT) * level.share(value);
  }

  private static double y(Axis upright, double value) {
    return TOP + PLOT * (1 - upright.share(value));
  }
}
