package org.lambdanas.search.draw;

import java.nio.charset.Charset;
import java.util.Locale;

/** The characters that lines are drawn with. */
public enum LineArt {
  /** Box-drawing characters. */
  UNICODE("│─╌├┼▶═╞╬←"),
  /** For terminals without Unicode. */
  ASCII("|-.++>=++<");

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

  LineArt(String characters) {
    this.lifeline = characters.charAt(0);
    this.line = characters.charAt(1);
    this.dotted = characters.charAt(2);
    this.start = characters.charAt(3);
    this.crossing = characters.charAt(4);
    this.arrow = characters.charAt(5);
    this.doubleLine = characters.charAt(6);
    this.doubleStart = characters.charAt(7);
    this.doubleJoin = characters.charAt(8);
    this.from = characters.charAt(9);
  }

  /** What the terminal that started this process can show, by its locale. */
  public static LineArt ofTerminal() {
    String charset = System.getProperty("native.encoding", Charset.defaultCharset().name());
    return charset.toUpperCase(Locale.ROOT).startsWith("UTF") ? UNICODE : ASCII;
  }
}
