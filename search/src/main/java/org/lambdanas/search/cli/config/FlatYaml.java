package org.lambdanas.search.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * The part of YAML 1.2 that a list of options needs: {@code name: value}, a list in brackets or one
 * element a line after a dash, comments, quotes. Every such file is YAML, but not every YAML file
 * is such a one; what is left out is refused. Values stay text: a version {@code 1.10} and a class
 * {@code no} are what they look like.
 */
public final class FlatYaml {

  private static final Pattern ENTRY =
      Pattern.compile("([\"']?)([^\"'\\s:#\\[\\]{},][^\"'\\s:]*)\\1\\s*:(?:\\s+(.*))?");

  private static final Pattern ELEMENT = Pattern.compile("-(?:\\s+(.*))?");

  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL");

  /** What needs no quotes anywhere. */
  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}\\p{N}_./+-](?:[\\p{L}\\p{N}_./+=%:#@-]*[\\p{L}\\p{N}_./+=%#@-])?");

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

  private final Map<String, YamlLine> lines = new LinkedHashMap<>();

  /** What the elements that may follow belong to. */
  private @Nullable YamlLine open;

  private int indent;
  private int number;
  private boolean begun;

  private FlatYaml() {}

  /**
   * Reads a file's text.
   *
   * @return its names in their order
   * @throws DataException if it is not of the form, naming the line
   */
  public static List<YamlLine> parse(String text) {
    FlatYaml yaml = new FlatYaml();
    String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
    plain.lines().forEach(yaml::read);
    return List.copyOf(yaml.lines.values());
  }

  /** The value as it is written, in quotes where it needs them. */
  public static String written(String value) {
    boolean plain =
        PLAIN.matcher(value).matches()
            && !NULL.matcher(value).matches()
            // A dash alone, or three, would begin something.
            && !value.matches("-+|\\.\\.\\.");
    if (plain) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"', '\\' -> quoted.append('\\').appendCodePoint(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (Excerpt.isPrintable(Character.toString(c))) {
                    quoted.appendCodePoint(c);
                  } else {
                    quoted.append("\\u%04x".formatted(c));
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }

  private void read(String line) {
    number++;
    if (!Excerpt.isPrintable(line.replace('\t', ' '))) {
      throw wrong("holds what is no text: %s".formatted(Excerpt.of(line)));
    }
    String content = line.strip();
    if (content.isEmpty() || content.startsWith("#")) {
      return;
    }
    if (!begun && content.matches("---(\\s+#.*)?")) {
      begun = true;
      return;
    }
    begun = true;
    int column = line.indexOf(content);
    if (line.substring(0, column).contains("\t")) {
      throw wrong("is indented by a tab: use blanks");
    }
    Matcher element = ELEMENT.matcher(content);
    if (element.matches()) {
      add(column, Optional.ofNullable(element.group(1)).orElse(""));
    } else {
      put(column, content);
    }
  }

  private void add(int column, String rest) {
    if (open == null) {
      throw wrong("is an element of no list: 'name:' goes before it");
    }
    if (!open.list()) {
      indent = column;
    } else if (column != indent) {
      throw wrong("is indented otherwise than the element before it");
    }
    boolean quoted = rest.startsWith("\"") || rest.startsWith("'");
    if ((!quoted && ENTRY.matcher(rest).matches()) || ELEMENT.matcher(rest).matches()) {
      throw wrong("is nested: elements are single values");
    }
    Scanner scanner = new Scanner(rest);
    List<String> values = new ArrayList<>(open.values());
    values.add(
        scanner
            .single()
            .orElseThrow(() -> wrong("has an element without a value, '' for an empty one")));
    keep(new YamlLine(open.name(), values, true, open.number()));
  }

  private void put(int column, String content) {
    Matcher entry = ENTRY.matcher(content);
    if (column > 0) {
      throw wrong(
          open != null && entry.matches()
              ? "is nested: '%s' takes a value or a list, and no names of its own"
                  .formatted(open.name())
              : "is indented: every name begins its line, every value ends in it");
    }
    if (!entry.matches()) {
      throw wrong("is not 'name: value': '%s'".formatted(Excerpt.of(content)));
    }
    String name = entry.group(2);
    YamlLine before = lines.get(name);
    if (before != null) {
      throw wrong(
          "has '%s' again, of line %d: several values are a list, one element a line after '-'"
              .formatted(Excerpt.of(name), before.number()));
    }
    Scanner scanner = new Scanner(Optional.ofNullable(entry.group(3)).orElse("").strip());
    if (scanner.isAt('[')) {
      lines.put(name, new YamlLine(name, scanner.list(), true, number));
      open = null;
    } else {
      Optional<String> value = scanner.single();
      YamlLine line = new YamlLine(name, value.map(List::of).orElse(List.of()), false, number);
      keep(line);
      open = value.isPresent() ? null : line;
    }
  }

  private void keep(YamlLine line) {
    lines.put(line.name(), line);
    open = line;
  }

  private DataException wrong(String what) {
    return new DataException("line " + number + " " + what);
  }

  /** Reads the values of a line. */
  private final class Scanner {

    private final String text;
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    boolean isAt(char c) {
      return at < text.length() && text.charAt(at) == c;
    }

    /** The value that is all there is; empty if there is none. */
    Optional<String> single() {
      if (isAt('"') || isAt('\'')) {
        String value = quoted();
        end();
        return Optional.of(value);
      }
      int end = commentFrom(at);
      String value = text.substring(at, end).strip();
      if (value.isEmpty() || NULL.matcher(value).matches()) {
        return Optional.empty();
      }
      requirePlain(value);
      return Optional.of(value);
    }

    /** The values between brackets. */
    List<String> list() {
      List<String> values = new ArrayList<>();
      at++;
      while (true) {
        skipBlanks();
        if (isAt(']')) {
          at++;
          end();
          return values;
        }
        values.add(isAt('"') || isAt('\'') ? quoted() : plainElement());
        skipBlanks();
        if (isAt(',')) {
          at++;
        } else if (!isAt(']')) {
          throw wrong("has a list without its ']': a list in brackets ends in its line");
        }
      }
    }

    private String plainElement() {
      int from = at;
      int comment = commentFrom(at);
      while (at < comment && ",[]{}".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String value = text.substring(from, at).strip();
      if (value.isEmpty()) {
        throw wrong(
            at < comment && !isAt(',')
                ? "is nested: elements are single values"
                : "has a list with an element without a value, or without its ']'");
      }
      requirePlain(value);
      return value;
    }

    private void requirePlain(String value) {
      if ("&*!|>%@`{}[],\"'".indexOf(value.charAt(0)) >= 0
          || value.matches("[-?:](\\s.*)?")
          || value.matches(".*:(\\s.*)?")) {
        throw wrong("has a value that needs quotes: '" + Excerpt.of(value) + "'");
      }
    }

    private String quoted() {
      char quote = text.charAt(at++);
      StringBuilder value = new StringBuilder();
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == quote) {
          if (quote == '"' || !isAt('\'')) {
            return value.toString();
          }
          at++;
          value.append(c);
        } else if (c == '\\' && quote == '"') {
          value.appendCodePoint(escaped());
        } else {
          value.append(c);
        }
      }
      throw wrong("has a quote that does not end in its line");
    }

    private int escaped() {
      char c = at < text.length() ? text.charAt(at++) : ' ';
      return switch (c) {
        case '"', '\\', '/' -> c;
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'x' -> code(2);
        case 'u' -> code(4);
        default ->
            throw wrong(
                "has '\\%s' between double quotes: write '\\\\', or use single quotes"
                    .formatted(c));
      };
    }

    private int code(int digits) {
      int end = Math.min(text.length(), at + digits);
      String hex = text.substring(at, end);
      if (hex.length() < digits || !HEX.matcher(hex).matches()) {
        throw wrong("has an escape that wants %d hexadecimal digits".formatted(digits));
      }
      at = end;
      return Integer.parseInt(hex, 16);
    }

    private void skipBlanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private void end() {
      String rest = text.substring(at);
      if (!rest.isBlank() && !rest.matches("\\s+#.*")) {
        throw wrong("goes on after its value: '" + Excerpt.of(rest.strip()) + "'");
      }
    }

    private int commentFrom(int from) {
      for (int i = from; i < text.length(); i++) {
        if (text.charAt(i) == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
          return i;
        }
      }
      return text.length();
    }
  }
}
