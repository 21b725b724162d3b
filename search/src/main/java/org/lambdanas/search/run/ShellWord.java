package org.lambdanas.search.run;

import java.nio.file.Path;

/** A path as one word of a command that a person copies into a shell. */
public final class ShellWord {

  private ShellWord() {}

  /**
   * Quotes a path, where that is needed.
   *
   * @return such as {@code runs/a} or {@code 'my runs/a'}
   */
  public static String of(Path path) {
    String text = path.toString();
    return text.matches("[\\p{L}\\p{N}_@%+=:,./-]+")
        ? text
        : "'" + text.replace("'", "'\\''") + "'";
  }
}
