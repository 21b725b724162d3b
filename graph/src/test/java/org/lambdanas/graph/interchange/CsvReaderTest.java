package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          a,"b; 1; does not end
          a|a"b; 2; a quote inside
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
