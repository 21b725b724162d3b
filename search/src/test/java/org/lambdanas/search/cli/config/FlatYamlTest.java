package org.lambdanas.search.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;

class FlatYamlTest {

  @Test
  void readsWhatOptionsNeed() {
    String text =
        """
        --- # mine
        # a comment
        space: nasbench201
        objective:  table:nasbench201#mean   # what is measured
        "learning-rate": 1e-3
        name: 'it''s # mine'
        escaped: "a\\tb \\"c\\" \\u03bb \\\\"
        flip: false
        limit: [ params=300k, 'macs=40M, at most', "x" , ]
        none: []
        from:

        - a.csv   # first
        # between

        - "b c.csv"
        indented:
          - 3
        early-stop:
        also: ~
        window: C:\\pictures
        empty: ''
        """;
    assertThat(FlatYaml.parse("\ufeff" + text.replace("\n", "\r\n")))
        .isEqualTo(FlatYaml.parse(text))
        .containsExactly(
            new YamlLine("space", List.of("nasbench201"), false, 3),
            new YamlLine("objective", List.of("table:nasbench201#mean"), false, 4),
            new YamlLine("learning-rate", List.of("1e-3"), false, 5),
            new YamlLine("name", List.of("it's # mine"), false, 6),
            new YamlLine("escaped", List.of("a\tb \"c\" \u03bb \\"), false, 7),
            new YamlLine("flip", List.of("false"), false, 8),
            new YamlLine("limit", List.of("params=300k", "macs=40M, at most", "x"), true, 9),
            new YamlLine("none", List.of(), true, 10),
            new YamlLine("from", List.of("a.csv", "b c.csv"), true, 11),
            new YamlLine("indented", List.of("3"), true, 17),
            new YamlLine("early-stop", List.of(), false, 19),
            new YamlLine("also", List.of(), false, 20),
            new YamlLine("window", List.of("C:\\pictures"), false, 21),
            new YamlLine("empty", List.of(""), false, 22));
    assertThat(FlatYaml.parse("")).isEmpty();
    assertThat(FlatYaml.parse("# nothing\n\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a: 1@a: 2; line 2 has 'a' again, of line 1",
        "network:@  channels: 4; line 2 is nested: 'network'",
        "a: 1@  b: 2; line 2 is indented",
        "a: one@  two; line 2 is indented",
        "a:@ - x@  - y; line 3 is indented otherwise",
        "a:@ - x: 1; line 2 is nested",
        "a:@ - - x; line 2 is nested",
        "a:@ - ; line 2 has an element without a value",
        "a: [x, [y]]; line 1 is nested",
        "a: [x, {y: 1}]; line 1 is nested",
        "a: [x, y; line 1 has a list",
        "a: [x,@ y]; line 1 has a list",
        "a: [x, , y]; line 1 has a list with an element without a value",
        "a: {x: 1}; line 1 has a value that needs quotes",
        "a: |nor_conv_3x3~0|; line 1 has a value that needs quotes: '|nor",
        "a: |@  text; line 1 has a value that needs quotes",
        "a: *other; line 1 has a value that needs quotes",
        "a: &b 3; line 1 has a value that needs quotes",
        "a: !!int 3; line 1 has a value that needs quotes",
        "a: b: c; line 1 has a value that needs quotes",
        "a: 'b; line 1 has a quote that does not end",
        "a: \"b; line 1 has a quote that does not end",
        "a: \"\\d\"; line 1 has '\\d' between double quotes",
        "a: \"\\u12\"; line 1 has an escape that wants 4",
        "a: 'b' c; line 1 goes on after its value: 'c'",
        "a: 'b'#c; line 1 goes on after its value",
        "epochs=3; line 1 is not 'name: value': 'epochs=3'",
        "epochs:3; line 1 is not 'name: value'",
        "- x; line 1 is an element of no list",
        "a: 1@- x; line 2 is an element of no list",
        "a: 1@---@b: 2; line 2 is not 'name: value'",
      })
  void refusesWhatItDoesNotRead(String text, String part) {
    assertThatThrownBy(() -> FlatYaml.parse(text.replace('@', '\n')))
        .isInstanceOf(DataException.class)
        .message()
        .startsWith(part)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: b\u0000c", "\u001b[31m: 1", "a: \u202e", "a: 1\n\tb: 2"})
  void refusesWhatIsNoText(String text) {
    assertThatThrownBy(() -> FlatYaml.parse(text))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line ");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    List<String> parts =
        List.of(
            "",
            " ",
            "a",
            "9",
            "-",
            ":",
            ": ",
            "#",
            " #",
            "'",
            "\"",
            "\\",
            "[",
            "]",
            ",",
            "{",
            "|",
            "~",
            "null",
            "\n",
            "\t",
            "\u001b",
            "\u202e",
            "\u03bb",
            "\ud83d\ude00",
            "---",
            "...",
            "@",
            "%",
            "&",
            "*",
            "!",
            ">",
            "?",
            "=",
            "true");
    Random random = new Random(3);
    for (int i = 0; i < 3000; i++) {
      StringBuilder value = new StringBuilder();
      for (int n = random.nextInt(4); n >= 0; n--) {
        value.append(parts.get(random.nextInt(parts.size())));
      }
      String written = FlatYaml.written(value.toString());
      String text = "a: %s\nb:\n  - %s\nc: [%s]\n".formatted(written, written, written);
      assertThat(FlatYaml.parse(text))
          .as(text)
          .extracting(YamlLine::values)
          .containsOnly(List.of(value.toString()));
    }
    assertThat(FlatYaml.written("table:nasbench201#mean")).isEqualTo("table:nasbench201#mean");
    assertThat(FlatYaml.written("null")).isEqualTo("\"null\"");
  }
}
