package org.lambdanas.graph.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.testing.Mutations;

class JsonLinesTest {

  private static List<String> read(byte[] text, int longest) {
    List<String> lines = new ArrayList<>();
    try (JsonLines json = JsonLines.of(new ByteArrayInputStream(text), "a.jsonl", longest)) {
      for (var line = json.next(); line.isPresent(); line = json.next()) {
        lines.add(json.where() + line.get());
      }
    }
    return lines;
  }

  private static List<String> read(String text) {
    return read(text.getBytes(UTF_8), 200);
  }

  @Test
  void blankLinesAreSkippedAndCounted() {
    assertThat(read("\uFEFF{\"a\": 1}\r\n\n  \n{\"b\": [\"ä\", null]}"))
        .containsExactly("a.jsonl:1: {\"a\":1}", "a.jsonl:4: {\"b\":[\"ä\",null]}");
    assertThat(read("")).isEmpty();
  }

  @Test
  void notFiniteNumbersAreNullButNotInsideStrings() {
    assertThat(read("{\"NaN\": [NaN, -Infinity, Infinity], \"a\\\"NaN\": \"loss is NaN!\"}"))
        .containsExactly("a.jsonl:1: {\"NaN\":[null,null,null],\"a\\\"NaN\":\"loss is NaN!\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      textBlock =
          """
          [1]! not a JSON object
          1! not a JSON object
          {'a': 1! not JSON
          {'a': 1} {'b': 2}! not JSON
          {'a': 1, 'a': 2}! 'a' is there twice
          {a: 1}! not JSON
          {'a': 1e99999}! number out of range
          """)
  void wrongLinesAreNamed(String line, String message) {
    String text = "{}\n" + line.replace('\'', '"') + "\n";
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("a.jsonl:2: ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void longLinesDeepNestingAndOtherEncodingsAreRefused() {
    assertThatThrownBy(() -> read("{\"a\": \"" + "x".repeat(300) + "\"}"))
        .isInstanceOf(DataException.class)
        .hasMessage("a.jsonl:1: the line is longer than 200 characters");
    String deep = "{\"a\": " + "[".repeat(70) + "]".repeat(70) + "}";
    assertThatThrownBy(() -> read(deep)).hasMessage("a.jsonl:1: nested deeper than 64");
    assertThatThrownBy(() -> read(new byte[] {'{', (byte) 0xff, '}'}, 200))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void damagedFilesAreReadOrRefused(@TempDir Path folder) {
    Path file = folder.resolve("a.jsonl");
    byte[] good = "{\"a\": [1, 2.5, NaN], \"b\": {\"c\": \"d\"}}\n{\"a\": null}\n".getBytes(UTF_8);
    Mutations.survive(
        "json lines",
        good,
        bytes -> {
          Files.write(file, bytes);
          try (JsonLines json = JsonLines.open(file, 1 << 20)) {
            while (json.next().isPresent()) {
              assertThat(json.where()).startsWith(file.toString());
            }
          }
        });
  }
}
