package org.lambdanas.search.report;

import org.lambdanas.search.draw.SvgText;

/**
 * Kendall's tau as colours: ten steps of a tenth, whose colours {@link PageStyle} has for light and
 * dark screens. What is below 0 has the colour of the first step.
 */
final class TauScale {

  /** Room that the legend takes. */
  static final int HEIGHT = 32;

  private static final int STEPS = 10;
  private static final int STEP = 22;

  private TauScale() {}

  /** The class of a value's fill. */
  static String style(double tau) {
    return "t" + Math.max(0, Math.min(STEPS - 1, (int) Math.floor(tau * STEPS)));
  }

  /** Draws the legend. */
  static void legend(SvgText svg, int x, int y) {
    svg.add("<g class=\"legend\">");
    svg.add("<text class=\"tick\" x=\"%d\" y=\"%d\">tau</text>", x, y + 11);
    int left = x + 28;
    for (int step = 0; step < STEPS; step++) {
      String text =
          step == 0
              ? "below 0.1"
              : step == STEPS - 1 ? "0.9 or more" : "0.%d to 0.%d".formatted(step, step + 1);
      svg.add(
          "<rect class=\"t%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"12\">%s</rect>",
          step, left + step * STEP, y, STEP, Readout.title(text));
      if (step > 0) {
        svg.add(
            "<text class=\"tick mid small\" x=\"%d\" y=\"%d\">.%d</text>",
            left + step * STEP, y + 23, step);
      }
    }
    svg.add("</g>");
  }
}
