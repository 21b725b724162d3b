package org.lambdanas.graph.interchange;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Reads JSON lines: one object a line, UTF-8, blank lines skipped. Strict, but for the bare {@code
 * NaN} and {@code Infinity} that Python writes, which are read as null. One line is held at a time,
 * and it may not be longer than a stated number of characters.
 */
public final class JsonLines implements RecordReader<JsonObject> {

  /** Longest line accepted unless stated otherwise, in characters. */
  public static final int LONGEST_LINE = 1 << 21;

  private static final String[] NOT_FINITE = {"NaN", "Infinity", "-Infinity"};

  private final Reader in;
  private final String name;
  private final int longestLine;
  private final StringBuilder line = new StringBuilder();
  private long number;

  private JsonLines(InputStream in, String name, int longestLine) {
    this.in = Utf8.reader(in, name);
    this.name = name;
    this.longestLine = longestLine;
  }

  /** Opens a file, plain or gzipped, of at most so many unpacked bytes. */
  public static JsonLines open(Path file, long mostBytes) {
    return of(BoundedFile.open(file, mostBytes), file.toString(), LONGEST_LINE);
  }

  /** Reads UTF-8 text from a stream, which is closed with the reader. */
  public static JsonLines of(InputStream in, String name, int longestLine) {
    return new JsonLines(in, name, longestLine);
  }

  @Override
  public Optional<JsonObject> next() {
    try {
      while (nextLine()) {
        String text = line.toString().strip();
        if (!text.isEmpty()) {
          return Optional.of(object(withoutNonFinite(text)));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new DataException(
          where() + "the text is not UTF-8 or cannot be read: " + e.getMessage(), e);
    } catch (DataException e) {
      throw String.valueOf(e.getMessage()).startsWith(name)
          ? e
          : new DataException(where() + e.getMessage(), e);
    }
  }

  @Override
  public String where() {
    return name + ":" + number + ": ";
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new DataException("cannot close " + name + ": " + e, e);
    }
  }

  /** Reads up to a line feed, which is left out; false at the end. */
  private boolean nextLine() throws IOException {
    line.setLength(0);
    int c = in.read();
    number++;
    if (c < 0) {
      return false;
    }
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (line.length() == longestLine) {
        throw new DataException("the line is longer than " + longestLine + " characters");
      }
      line.append((char) c);
    }
    return true;
  }

  private static JsonObject object(String text) {
    JsonGuard.check(text);
    JsonElement element = JsonParser.parseString(text);
    if (!element.isJsonObject()) {
      throw new DataException("not a JSON object: '" + Excerpt.of(text) + "'");
    }
    return element.getAsJsonObject();
  }

  private static String withoutNonFinite(String text) {
    if (!text.contains(NOT_FINITE[0]) && !text.contains(NOT_FINITE[1])) {
      return text;
    }
    StringBuilder finite = new StringBuilder(text.length());
    boolean quoted = false;
    int i = 0;
    while (i < text.length()) {
      String found = quoted ? "" : notFinite(text, i);
      if (!found.isEmpty()) {
        finite.append("null");
        i += found.length();
        continue;
      }
      char c = text.charAt(i++);
      finite.append(c);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted && i < text.length()) {
        finite.append(text.charAt(i++));
      }
    }
    return finite.toString();
  }

  private static String notFinite(String text, int at) {
    for (String word : NOT_FINITE) {
      if (text.startsWith(word, at)) {
        return word;
      }
    }
    return "";
  }
}
