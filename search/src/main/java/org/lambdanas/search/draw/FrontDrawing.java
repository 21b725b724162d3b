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
  private static final int LEGEND = 20;
  private static final int PLOT = 210;
  private static final int HEIGHT = TOP + PLOT + 44;

  private static final Inks WHITE_PAPER =
      new Inks("#fff", "#cbd5e1", "#475569", "#0f172a", "#be123c", "#1d4ed8", "#c2410c");
  private static final Inks OF_PAGE =
      new Inks(
          "none",
          "var(--line)",
          "var(--soft)",
          "var(--ink)",
          "var(--bad)",
          "var(--c0)",
          "var(--c1)");

  private record Inks(
      String paper,
      String grid,
      String soft,
      String strong,
      String limit,
      String point,
      String knee) {}

  private FrontDrawing() {}

  /**
   * The pictures one below the other, on white paper, as a document of its own; of a front of
   * nothing the axes.
   */
  public static String svg(ParetoFront front) {
    return svg(front, WHITE_PAPER);
  }

  /**
   * The same as a part of a page, in colours that the page gives to its custom properties {@code
   * --line}, {@code --soft}, {@code --ink}, {@code --bad}, {@code --c0} and {@code --c1}.
   */
  public static String inPage(ParetoFront front) {
    return svg(front, OF_PAGE);
  }

  private static String svg(ParetoFront front, Inks inks) {
    SvgText svg = new SvgText();
    int costs = front.getAxesCount() - 1;
    int height = LEGEND + Math.max(1, costs) * HEIGHT;
    String title = title(front);
    svg.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"front\" viewBox=\"0 0 %d %d\""
            + " role=\"img\" aria-label=\"%s\" font-family=\"sans-serif\" font-size=\"12\">"
            + "<title>%s</title>",
        WIDTH, height, title, title);
    svg.add(
        "<rect class=\"paper\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
        WIDTH, height, inks.paper());
    legend(svg, front, inks);
    for (int cost = 1; cost <= costs; cost++) {
      svg.add("<g transform=\"translate(0 %d)\">", LEGEND + (cost - 1) * HEIGHT);
      draw(svg, front, cost, inks);
      svg.add("</g>");
    }
    svg.add("</svg>");
    return svg.text();
  }

  private static void draw(SvgText svg, ParetoFront front, int cost, Inks inks) {
    Axis level = axis(front, cost);
    Axis upright = axis(front, 0);
    for (double mark : upright.marks()) {
      svg.add(
          "<path class=\"grid\" stroke=\"%s\" d=\"M%d %.1fH%d\"/>",
          inks.grid(), LEFT, y(upright, mark), WIDTH - RIGHT);
      svg.add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"%s\">%s</text>",
          LEFT - 6, y(upright, mark) + 4, inks.soft(), upright.text(mark));
    }
    marks(svg, level, inks);
    FrontAxis named = front.getAxes(cost);
    svg.add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s (upright: %s)</text>",
        (LEFT + WIDTH - RIGHT) / 2,
        TOP + PLOT + 34,
        inks.strong(),
        SvgText.escape(named.getName()),
        SvgText.escape(front.getAxes(0).getName()));
    if (named.hasLimit() && named.getLimit() >= level.low() && named.getLimit() <= level.high()) {
      svg.add(
          "<path stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"5 3\" d=\"M%.1f %dv%d\">"
              + "<title>limit of %s\n%s</title></path>",
          inks.limit(),
          x(level, named.getLimit()),
          TOP,
          PLOT,
          SvgText.escape(named.getName()),
          number(named.getLimit()));
    }
    if (front.getAxesCount() == 2) {
      stairs(svg, front, level, upright, inks);
    }
    for (int p = 0; p < front.getPointsCount(); p++) {
      FrontPoint point = front.getPoints(p);
      svg.add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s</title></circle>",
          x(level, point.getValues(cost)),
          y(upright, point.getValues(0)),
          inks.point(),
          SvgText.escape(text(front, point)));
      if (front.hasKnee() && front.getKnee() == p) {
        svg.add(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"7\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\""
                + " pointer-events=\"none\"/>",
            x(level, point.getValues(cost)), y(upright, point.getValues(0)), inks.knee());
      }
    }
  }

  /** What the drawing is called. */
  public static String title(ParetoFront front) {
    int points = front.getPointsCount();
    return "Front of " + points + (points == 1 ? " architecture" : " architectures");
  }

  private static void legend(SvgText svg, ParetoFront front, Inks inks) {
    svg.add("<g class=\"legend\">");
    int x = LEFT;
    if (front.hasKnee()) {
      svg.add(
          "<circle cx=\"%d\" cy=\"11\" r=\"6\" fill=\"none\" stroke=\"%s\""
              + " stroke-width=\"2\"/>",
          x + 7, inks.knee());
      x = legendText(svg, x + 20, "knee", inks);
    }
    if (front.getAxesList().stream().anyMatch(FrontAxis::hasLimit)) {
      svg.add("<path stroke=\"%s\" stroke-dasharray=\"5 3\" d=\"M%d 4v14\"/>", inks.limit(), x + 4);
      legendText(svg, x + 12, "limit", inks);
    }
    svg.add("</g>");
  }

  private static int legendText(SvgText svg, int x, String text, Inks inks) {
    svg.add("<text x=\"%d\" y=\"15\" fill=\"%s\">%s</text>", x, inks.soft(), text);
    return x + SvgText.width(text) + 16;
  }

  /** The numbers of the level axis, of which none is cut off or lies on another. */
  private static void marks(SvgText svg, Axis level, Inks inks) {
    double free = 0;
    for (double mark : level.marks()) {
      String text = level.text(mark);
      double half = SvgText.width(text) / 2.0;
      double at = Math.min(x(level, mark), WIDTH - half - 1);
      if (at - half >= free) {
        svg.add(
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s</text>",
            at, TOP + PLOT + 16, inks.soft(), text);
        free = at + half + 4;
      }
    }
  }

  private static String text(ParetoFront front, FrontPoint point) {
    StringBuilder text = new StringBuilder(point.getArchitectureText());
    for (int a = 0; a < front.getAxesCount(); a++) {
      text.append('\n').append(front.getAxes(a).getName()).append(' ');
      text.append(number(point.getValues(a)));
    }
    return text.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  /** What the front dominates begins at stairs, where there is one cost. */
  private static void stairs(SvgText svg, ParetoFront front, Axis level, Axis upright, Inks inks) {
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
      svg.add(
          "<path fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" d=\"%s\"/>", inks.point(), path);
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
