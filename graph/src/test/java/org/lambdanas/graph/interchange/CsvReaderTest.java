package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.input.InfiniteCircularInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.testing.Mutations;

class CsvReaderTest {

  private static List<List<String>> read(byte[] text, int longest) {
    List<List<String>> records = new ArrayList<>();
    try (CsvReader reader = CsvReader.of(new ByteArrayInputStream(text), "results.csv", longest)) {
      for (Optional<List<String>> record = reader.next();
          record.isPresent();
          record = reader.next()) {
        records.add(record.orElseThrow());
      }
    }
    return records;
  }

  private static List<List<String>> read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8), 20);
  }

  @Test
  void quotesCommasAndLineBreaks() {
    assertThat(read("a,b\r\n\r\n\"x,1\",\"say \"\"\u039b\"\"\"\n\"two\nlines\",\n,"))
        .containsExactly(
            List.of("a", "b"),
            List.of("x,1", "say \"\u039b\""),
            List.of("two\nlines", ""),
            List.of("", ""));
    assertThat(read("\ufeffa,\ufeffb\n")).containsExactly(List.of("a", "\ufeffb"));
    assertThat(read("")).isEmpty();
    assertThat(read("\n\n")).isEmpty();
    assertThat(read("\"\"")).containsExactly(List.of(""));
    assertThat(read("a,b\r\rx\"y,\"1\r2\"\r"))
        .containsExactly(List.of("a", "b"), List.of("x\"y", "1\r2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {";", "\t"})
  void semicolonsAndTabsSeparateWhereTheFirstLineHasNoComma(String separator) {
    assertThat(read("\n\"a,1\";b\n1,5;\"x;y\"\n;z\n".replace(";", separator)))
        .containsExactly(
            List.of("a,1", "b"), List.of("1,5", "x" + separator + "y"), List.of("", "z"));
    assertThat(read("a;b,c\nd;e,f\n".replace(";", separator)))
        .containsExactly(List.of("a" + separator + "b", "c"), List.of("d" + separator + "e", "f"));
    assertThat(read("\"a;b\"\nc;d\n".replace(";", separator)))
        .containsExactly(List.of("a" + separator + "b"), List.of("c" + separator + "d"));
  }

  @Test
  void linesAreCountedThroughBlankOnesAndQuotes() {
    String text = "a\n\n\r\n\"1\n2\"\nb\rc";
    List<String> places = new ArrayList<>();
    try (CsvReader reader = CsvReader.of(stream(text), "results.csv", 20)) {
      while (reader.next().isPresent()) {
        places.add(reader.where());
      }
    }
    assertThat(places)
        .containsExactly(
            "results.csv:1: ", "results.csv:4: ", "results.csv:6: ", "results.csv:7: ");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As long as a machine's memory, were it kept. */
  @Test
  void aQuoteThatNeverClosesEndsInOneLine() {
    InputStream endless =
        new SequenceInputStream(
            stream("\n\n\""), new InfiniteCircularInputStream(new byte[] {'x'}));
    try (CsvReader reader = CsvReader.of(endless, "results.csv", 1 << 20)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataException.class)
          .hasMessage("results.csv:3: the record is longer than 1048576");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          a,"b; 1; does not end
          "a|b"|"a"b; 3; after a closing quote
          a|b|cccccccccccccccccccccc; 3; longer than 20
          a|"ccccccccccccccccccccccc"; 2; longer than 20
          """)
  void malformedRecordsAreRefusedWithTheirLine(String text, int line, String why) {
    assertThatThrownBy(() -> read(text.replace('|', '\n')))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("results.csv:" + line + ": ")
        .hasMessageContaining(why);
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    assertThatThrownBy(() -> read(new byte[] {'a', '\n', (byte) 0xff}, 20))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void damagedTextIsReadOrRefused() {
    byte[] good = "a,b,c\n1,\"2,2\",3\n\"x\"\"y\",,\n".repeat(20).getBytes(StandardCharsets.UTF_8);
    Mutations.survive("csv", good, bytes -> read(bytes, 100));
  }
}
