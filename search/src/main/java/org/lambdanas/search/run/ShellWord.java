package org.lambdanas.search.run;

import java.nio.file.Path;

/** A path or a text as one word of a command that a person copies into a shell. */
public final class ShellWord {

  private ShellWord() {}

  /**
   * Quotes a path, where that is needed.
   *
   * @return such as {@code runs/a} or {@code 'my runs/a'}
   */
  public static String of(Path path) {
    return of(path.toString());
  }

  /** The same of any text, such as an architecture. */
  public static String of(String text) {
    return text.matches("[\\p{L}\\p{N}_@%+=:,./-]+")
        ? text
        : "'" + text.replace("'", "'\\''") + "'";
  }
}
