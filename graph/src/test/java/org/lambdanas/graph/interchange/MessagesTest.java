package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.PredictorSpec;

class MessagesTest {

  private static final Architecture ARCHITECTURE = NasBench201Space.INSTANCE.at(4321);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"a.txtpb", "a.binpb", "a.json", "a.txtpb.gz", "a.binpb.gz", "a.json.gz"})
  void filesOfEveryEndingRoundTrip(String name) {
    Path file = folder.resolve("new").resolve(name);
    Messages.write(file, ARCHITECTURE);
    assertThat(Messages.read(file, Architecture.getDefaultInstance())).isEqualTo(ARCHITECTURE);
  }

  @Test
  void aGzippedFileIsKnownByItsContentNotItsName() throws Exception {
    Path gzip = folder.resolve("a.binpb.gz");
    Messages.write(gzip, ARCHITECTURE);
    assertThat(Files.readAllBytes(gzip)).startsWith(0x1f, 0x8b);
    Path renamed = Files.move(gzip, folder.resolve("b.binpb"));
    assertThat(Messages.read(renamed, Architecture.getDefaultInstance())).isEqualTo(ARCHITECTURE);
  }

  @Test
  void otherEndingsAndMissingFilesAreRefused() {
    assertThatThrownBy(() -> Messages.write(folder.resolve("a.xml"), ARCHITECTURE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(".txtpb, .binpb, .json");
    assertThatThrownBy(
            () -> Messages.read(folder.resolve("a.json"), Architecture.getDefaultInstance()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such file");
  }

  static Stream<Arguments> badText() {
    String deep = "[".repeat(100_000);
    return Stream.of(
        Arguments.of(MessageFormat.TEXT, "predictor: 'a' nonsense: 1", "unknown field"),
        Arguments.of(MessageFormat.TEXT, "predictor: 'a' predictor: 'b'", "not a PredictorSpec"),
        Arguments.of(MessageFormat.TEXT, "predictor: 'a' }", "not a PredictorSpec"),
        Arguments.of(MessageFormat.TEXT, "predictor: 'a' seed: " + "9".repeat(500_000), "digits"),
        Arguments.of(MessageFormat.TEXT, "settings { ".repeat(100_000), "not a PredictorSpec"),
        Arguments.of(MessageFormat.TEXT, "predictor: 'a' x: " + deep, "not a PredictorSpec"),
        Arguments.of(MessageFormat.JSON, "{\"predictor\": \"a\", \"x\": 1}", "not a PredictorSpec"),
        Arguments.of(MessageFormat.JSON, "{\"predictor\": \"a\"} {}", "not JSON"),
        Arguments.of(MessageFormat.JSON, "{\"predictor\": \"a\"} x", "not JSON"),
        Arguments.of(MessageFormat.JSON, "{predictor: \"a\"}", "not JSON"),
        Arguments.of(MessageFormat.JSON, "{\"predictor\": \"a\", \"predictor\": \"b\"}", "twice"),
        Arguments.of(MessageFormat.JSON, "{\"predictor\": \"a\", \"seed\": 1e-999999999}", "range"),
        Arguments.of(MessageFormat.JSON, "{\"seed\": \"1e-999999999\"}", "range"),
        Arguments.of(MessageFormat.JSON, "{\"seed\": " + "9".repeat(500_000) + "}", "not JSON"),
        Arguments.of(MessageFormat.JSON, "{\"seed\": \"" + "9".repeat(999) + "\"}", "range"),
        Arguments.of(MessageFormat.JSON, "{\"x\": " + deep, "deeper"),
        Arguments.of(MessageFormat.JSON, "", "not JSON"),
        Arguments.of(MessageFormat.JSON, "[]", "not a PredictorSpec"),
        Arguments.of(MessageFormat.JSON, "null", "not a PredictorSpec"),
        Arguments.of(MessageFormat.BINARY, "\n\001a\f", "not a PredictorSpec"),
        Arguments.of(MessageFormat.BINARY, "\n\001a\000", "not a PredictorSpec"),
        Arguments.of(MessageFormat.BINARY, "\n\001a" + "\013".repeat(100_000), "not a"));
  }

  @ParameterizedTest
  @MethodSource("badText")
  void whatIsNotExactlyAMessageIsRefused(MessageFormat format, String text, String why) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(
            () -> Messages.parse(bytes, format, PredictorSpec.getDefaultInstance(), "spec"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("spec: ")
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] bytes = {'p', ':', (byte) 0xff};
    assertThatThrownBy(
            () ->
                Messages.parse(
                    bytes, MessageFormat.TEXT, PredictorSpec.getDefaultInstance(), "spec"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void typesAreFoundByShortAndFullName() {
    assertThat(MessageTypes.byName("Architecture"))
        .isSameAs(MessageTypes.byName("lambdanas.v1.Architecture"));
    assertThatThrownBy(() -> MessageTypes.byName("other.Architecture"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("known are");
    assertThatThrownBy(() -> MessageTypes.byName("Nothing")).isInstanceOf(ConfigException.class);
  }
}
