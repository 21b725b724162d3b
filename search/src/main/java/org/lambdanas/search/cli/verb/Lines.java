package org.lambdanas.search.cli.verb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.search.run.ShellWord;

/** Lines for a person in the making; numbers look the same in every country. */
public final class Lines {

  private final List<String> lines = new ArrayList<>();

  /** Adds a line, as it is or with places for values as {@link String#format} has them. */
  public Lines add(String line, Object... values) {
    lines.add(values.length == 0 ? line : String.format(Locale.ROOT, line, values));
    return this;
  }

  /** Adds lines as they are. */
  public Lines addAll(Iterable<String> more) {
    more.forEach(lines::add);
    return this;
  }

  /**
   * Ends with the command to type next: the one way in which a verb that made something says what
   * to do with it.
   *
   * @param words of the command; paths are quoted where a shell needs it, texts stand as they are
   */
  public Lines next(Object... words) {
    return add(
        "%s",
        Stream.of(words)
            .map(word -> word instanceof Path path ? ShellWord.of(path) : word.toString())
            .collect(Collectors.joining(" ", "next: ", "")));
  }

  public List<String> list() {
    return List.copyOf(lines);
  }
}
