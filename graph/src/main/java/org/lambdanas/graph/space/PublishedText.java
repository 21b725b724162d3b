package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Takes an architecture out of the text that it is published in: a Python file with comments, an
 * assignment, a line of a log, quotes. What is not found is for the reader of the form to refuse.
 */
final class PublishedText {

  /** Text of more characters is no one architecture's, and costs time to look through. */
  static final int LONGEST = 100_000;

  /** Words of a program around text: {@code NAME = }, of which the last before it is its name. */
  private static final Pattern NAME = Pattern.compile("([A-Za-z_]\\w{0,63})\\s{0,9}=\\s{0,9}$");

  private PublishedText() {}

  /** Without what Python takes for a comment: from # outside of quotes to the end of the line. */
  static String withoutComments(String text) {
    if (text.indexOf('#') < 0 || text.length() > LONGEST) {
      return text;
    }
    StringBuilder rest = new StringBuilder();
    char quote = 0;
    boolean comment = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        comment = false;
        quote = 0;
      } else if (!comment && quote == 0 && c == '#') {
        comment = true;
      } else if (!comment && (c == '\'' || c == '"')) {
        quote = quote == 0 ? c : quote == c ? 0 : quote;
      }
      if (!comment) {
        rest.append(c);
      }
    }
    return rest.toString();
  }

  /**
   * The one call of a constructor in a text, from its name to the bracket that closes it.
   *
   * @param name of the constructor, as a pattern
   * @return empty if there is none
   * @throws DataException if there are several that differ
   */
  static Optional<String> call(String text, String name) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher start = Pattern.compile("\\b" + name + "\\s{0,9}\\(").matcher(text);
    List<String> calls = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int from = 0;
    while (start.find(from)) {
      int end = balanced(text, start.end() - 1);
      if (end < 0) {
        return Optional.empty();
      }
      String call = text.substring(start.start(), end);
      if (!calls.contains(call)) {
        calls.add(call);
        Matcher assigned =
            NAME.matcher(text.substring(Math.max(0, start.start() - 90), start.start()));
        names.add(assigned.find() ? assigned.group(1) : "one without a name");
      }
      from = end;
    }
    if (calls.size() > 1) {
      throw new DataException(
          "the text has %d architectures, %s: keep the one that is meant"
              .formatted(calls.size(), Excerpt.of(String.join(", ", names))));
    }
    return calls.stream().findFirst();
  }

  /**
   * Where the brackets close that open at a place.
   *
   * @return the end of them, or -1
   */
  static int balanced(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return -1;
  }

  /**
   * What stands between the first and the last of a mark, with both.
   *
   * @return the text itself if there is no such mark, or something is attached to it that is not of
   *     what programs and logs put around values
   */
  static String between(String text, char mark) {
    int first = text.indexOf(mark);
    int last = text.lastIndexOf(mark);
    return first < 0
            || text.length() > LONGEST
            || (first > 0 && !isAround(text.charAt(first - 1)))
            || (last + 1 < text.length() && !isAround(text.charAt(last + 1)))
        ? text
        : text.substring(first, last + 1);
  }

  private static boolean isAround(char c) {
    return Character.isWhitespace(c) || "'\"`=:,;()[]{}".indexOf(c) >= 0;
  }
}
