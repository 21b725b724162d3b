package org.lambdanas.search.report;

import java.util.Locale;

/**
 * Shares from 0 to 1 as shades of one colour.
 *
 * @param style class of its fill in {@link PageStyle}
 * @param palest opacity of 0: what is there must not look like nothing
 * @param fullest opacity of 1
 */
record ShadeScale(String style, double palest, double fullest) {

  private static final int STEPS = 10;
  private static final int STEP = 8;

  /** Attributes of an area that has the shade of a share. */
  String attributes(double share) {
    return String.format(Locale.ROOT, "class=\"%s\" fill-opacity=\"%.2f\"", style, opacity(share));
  }

  private double opacity(double share) {
    return palest + (fullest - palest) * share;
  }

  /** The scale between the texts of its ends. */
  Legend.Entry between(String least, String most) {
    StringBuilder sample = new StringBuilder();
    for (int step = 0; step < STEPS; step++) {
      sample.append(
          String.format(
              Locale.ROOT,
              "<rect %s x=\"%d\" width=\"%d\" height=\"12\"/>",
              attributes(step / (STEPS - 1.0)),
              STEP * step,
              STEP));
    }
    return new Legend.Entry(least, sample.toString(), STEPS * STEP, most);
  }
}
