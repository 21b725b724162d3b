package org.lambdanas.search.report;

import java.util.List;
import org.lambdanas.search.draw.Axis;
import org.lambdanas.search.draw.SvgText;

/**
 * What lines of a plot are drawn in: the legend above them, the upright axis with its grid, and the
 * texts below.
 */
final class PlotFrame {

  private static final int WIDTH = 420;
  private static final int LEFT = 46;

  private final int right;
  private final int plot;
  private final Axis upright;
  private final Legend legend;
  private final int top;

  /** A frame. */
  PlotFrame(int right, int plot, Axis upright, List<Legend.Entry> legend) {
    this.right = right;
    this.plot = plot;
    this.upright = upright;
    this.legend = new Legend(LEFT, WIDTH - right, legend);
    this.top = 8 + this.legend.height();
  }

  /** Opens the picture: legend and grid, behind everything else. */
  SvgText open(String title) {
    SvgText svg = Readout.open(WIDTH, top + plot + 40, title);
    legend.draw(svg, 2);
    for (double mark : upright.marks()) {
      double at = y(mark);
      svg.add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, WIDTH - right);
      svg.add(
          "<text class=\"tick end\" x=\"%d\" y=\"%.1f\">%s</text>",
          LEFT - 6, at + 4, upright.text(mark));
    }
    return svg;
  }

  /** Makes the whole height between two places of the level axis say a text. */
  void strip(SvgText svg, double from, double to, String text) {
    Readout.area(svg, from, top, to - from, plot, text);
  }

  /** Marks a place on the level axis. */
  void mark(SvgText svg, double x, String text) {
    // The last one must not be cut off.
    double at = Math.min(x, WIDTH - SvgText.width(text) / 2.0 - 2);
    svg.add("<text class=\"tick mid\" x=\"%.1f\" y=\"%d\">%s</text>", at, top + plot + 16, text);
  }

  /** Names the level axis. */
  void name(SvgText svg, String text) {
    svg.add(
        "<text class=\"tick mid\" x=\"%d\" y=\"%d\">%s</text>",
        (LEFT + WIDTH - right) / 2, top + plot + 33, SvgText.escape(text));
  }

  /** Where a place lies on a level axis from 0 to an end; in the middle if that is 0. */
  double x(double place, double end) {
    double wide = WIDTH - LEFT - right;
    return end > 0 ? LEFT + wide * place / end : LEFT + wide / 2;
  }

  /** Where a value of the upright axis lies. */
  double y(double value) {
    return top + plot * (1 - upright.share(value));
  }
}
