package org.lambdanas.graph.error;

import java.util.regex.Pattern;

/**
 * Shows foreign text to people. Whatever is in it, it neither drives a terminal nor breaks a line.
 */
public final class Excerpt {

  private static final int LONGEST = 80;

  /**
   * Control characters, those of ISO 8859 too, separators of lines, halves of characters, and marks
   * that turn the direction of writing and so can show a text as another.
   */
  private static final Pattern UNPRINTABLE =
      Pattern.compile(
          "[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

  private Excerpt() {}

  /** The first 80 characters of a text, as {@link #printable} shows them. */
  public static String of(String text) {
    String clean = printable(text.substring(0, Math.min(text.length(), LONGEST)));
    return text.length() <= LONGEST ? clean : clean + "...";
  }

  /** A text that a terminal takes for text: with {@code \x1b} for an escape character. */
  public static String printable(String text) {
    return UNPRINTABLE
        .matcher(text)
        .replaceAll(
            found -> {
              int code = found.group().codePointAt(0);
              return "\\\\" + (code < 0x100 ? "x%02x" : "u%04x").formatted(code);
            });
  }

  /** Whether {@link #printable} shows a text as it is. */
  public static boolean isPrintable(String text) {
    return !UNPRINTABLE.matcher(text).find();
  }

  /** What an exception of any library says first. */
  public static String firstLine(Exception e) {
    return printable(
        String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("unknown error"));
  }
}
