package org.lambdanas.graph.interchange;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * What the JSON parser of protobuf lets pass, refused: lenient syntax, text after the end, names
 * given twice, nesting that would overflow its stack, and numbers such as 1e-999999999 that it
 * would expand digit by digit.
 */
final class JsonGuard {

  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 400;

  /** The parser's advice, which is for programmers. */
  private static final String LENIENT = "Use JsonReader.setLenient(true) to accept malformed JSON";

  private static final Pattern HUGE_EXPONENT = Pattern.compile("[-+0-9.]+[eE][-+]?[0-9]{4,}");

  private JsonGuard() {}

  /** Passes over a text without building anything. */
  static void check(String json) {
    try (JsonReader reader = new JsonReader(new StringReader(json))) {
      Deque<Set<String>> names = new ArrayDeque<>();
      while (true) {
        switch (reader.peek()) {
          case BEGIN_OBJECT -> {
            reader.beginObject();
            push(names);
          }
          case BEGIN_ARRAY -> {
            reader.beginArray();
            push(names);
          }
          case END_OBJECT -> {
            reader.endObject();
            names.pop();
          }
          case END_ARRAY -> {
            reader.endArray();
            names.pop();
          }
          case NAME -> {
            String name = reader.nextName();
            if (!names.element().add(name)) {
              throw new DataException("the name '" + Excerpt.of(name) + "' is there twice");
            }
          }
          case NUMBER -> number(reader.nextString(), true);
          case STRING -> number(reader.nextString(), false);
          case BOOLEAN -> reader.nextBoolean();
          case NULL -> reader.nextNull();
          case END_DOCUMENT -> {
            return;
          }
        }
        if (names.isEmpty() && reader.peek() != JsonToken.END_DOCUMENT) {
          throw new DataException("text after the end of the message");
        }
      }
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      String reason = String.valueOf(e.getMessage()).replace(LENIENT, "malformed");
      throw new DataException("not JSON: " + Excerpt.of(reason), e);
    }
  }

  private static void push(Deque<Set<String>> names) {
    if (names.size() == DEEPEST) {
      throw new DataException("nested deeper than " + DEEPEST);
    }
    names.push(new HashSet<>());
  }

  /** Strings count too where they look like numbers: proto JSON writes 64-bit integers so. */
  private static void number(String text, boolean surely) {
    boolean digits =
        surely
            || (!text.isEmpty()
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0));
    if (digits && (text.length() > LONGEST_NUMBER || HUGE_EXPONENT.matcher(text).matches())) {
      throw new DataException("number out of range: " + Excerpt.of(text));
    }
  }
}
