package org.lambdanas.search.draw;

import java.nio.charset.Charset;
import java.util.Locale;

/** The characters that lines are drawn with. */
public enum LineArt {
  /** Box-drawing characters. */
  UNICODE('│', '─', '╌', '├', '┼', '▶', '═', '╞', '╬', '←'),
  /** For terminals without Unicode. */
  ASCII('|', '-', '.', '+', '+', '>', '=', '+', '+', '<');

  final char lifeline;
  final char line;
  final char dotted;
  final char start;
  final char crossing;
  final char arrow;
  final char doubleLine;
  final char doubleStart;
  final char doubleJoin;
  final char from;

  LineArt(
      char lifeline,
      char line,
      char dotted,
      char start,
      char crossing,
      char arrow,
      char doubleLine,
      char doubleStart,
      char doubleJoin,
      char from) {
    this.lifeline = lifeline;
    this.line = line;
    this.dotted = dotted;
    this.start = start;
    this.crossing = crossing;
    this.arrow = arrow;
    this.doubleLine = doubleLine;
    this.doubleStart = doubleStart;
    this.doubleJoin = doubleJoin;
    this.from = from;
  }

  /**
   * What the terminal that started this process can show, by its locale.
   *
   * @return {@link #UNICODE} where the locale's character set is UTF-8
   */
  public static LineArt ofTerminal() {
    String charset = System.getProperty("native.encoding", Charset.defaultCharset().name());
    return charset.toUpperCase(Locale.ROOT).startsWith("UTF") ? UNICODE : ASCII;
  }
}
