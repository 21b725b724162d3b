package org.lambdanas.search.draw;

import java.util.Locale;

/** Lines of SVG, written the same in every country. */
final class SvgText {

  /** A wide guess at the width of a character of 12 pixels: nobody has measured the font. */
  private static final double CHARACTER = 6.8;

  private final StringBuilder text = new StringBuilder();

  void add(String line, Object... values) {
    text.append(values.length == 0 ? line : String.format(Locale.ROOT, line, values)).append('\n');
  }

  String text() {
    return text.toString();
  }

  /** About how many pixels wide a text is. */
  static int width(String text) {
    return (int) Math.ceil(text.length() * CHARACTER);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
