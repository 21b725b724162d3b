package org.lambdanas.search.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.lambdanas.search.draw.SvgText;

/** What marks of a drawing say where a pointer rests on them. */
final class Readout {

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private Readout() {}

  /** A finite number with at most six digits. */
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    return size < 1e-4 || size >= 1e7
        ? String.format(Locale.ROOT, "%.3e", value)
        : new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros().toPlainString();
  }

  /** A number with its interval, if it has one. */
  static String number(double value, double low, double high) {
    return Double.isFinite(low) && Double.isFinite(high)
        ? number(value) + " [" + number(low) + ", " + number(high) + "]"
        : number(value);
  }

  /** The element that says a text. */
  static String title(String text) {
    return "<title>" + SvgText.escape(text) + "</title>";
  }

  /** A place without a look of its own that says a text. */
  static void area(SvgText svg, double x, double y, double width, double height, String text) {
    svg.add(
        "<rect class=\"hit\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">%s</rect>",
        x, y, width, height, title(text));
  }

  /** A text in so many pixels: one that is longer is cut, and said in full on hover. */
  static String shortened(String text, int pixels) {
    if (SvgText.width(text) <= pixels) {
      return SvgText.escape(text);
    }
    int end = text.length() - 1;
    while (end > 0 && SvgText.width(text.substring(0, end) + "…") > pixels) {
      end--;
    }
    return SvgText.escape(text.substring(0, end) + "…") + title(text);
  }

  /** Begins a drawing. */
  static SvgText open(int width, int height, String title) {
    SvgText svg = new SvgText();
    svg.add(
        "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s",
        width, height, SvgText.escape(title), title(title));
    return svg;
  }
}
