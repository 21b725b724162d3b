package org.lambdanas.search.draw;

import java.util.Locale;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.Excerpt;

/** Lines of SVG or HTML, written the same in every country. */
public final class SvgText {

  /** A wide guess at the width of a character of 12 pixels: nobody has measured the font. */
  private static final double CHARACTER = 6.8;

  private final StringBuilder text = new StringBuilder();

  /** No lines. */
  public SvgText() {}

  /** Adds a line. */
  public void add(String line, Object... values) {
    text.append(values.length == 0 ? line : String.format(Locale.ROOT, line, values)).append('\n');
  }

  /** The lines so far. */
  public String text() {
    return text.toString();
  }

  /** About how many pixels wide a text is. */
  public static int width(String text) {
    return (int) Math.ceil(text.length() * CHARACTER);
  }

  /** Text that means itself in SVG and HTML. */
  public static String escape(String text) {
    String shown = text.lines().map(Excerpt::printable).collect(Collectors.joining("\n"));
    return shown
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
