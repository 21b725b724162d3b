package org.lambdanas.graph.error;

/** Shows foreign text in an error message: short, on one line, without control characters. */
public final class Excerpt {

  private static final int LONGEST = 80;

  private Excerpt() {}

  /** At most 83 printable characters of a text. */
  public static String of(String text) {
    String clean = printable(text.substring(0, Math.min(text.length(), LONGEST)));
    return text.length() <= LONGEST ? clean : clean + "...";
  }

  /** The same text without control characters, which would drive a terminal. */
  public static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}]", "?");
  }

  /** What an exception of any library says first. */
  public static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("unknown error");
  }
}
