package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.interchange.GoldenMessages.Golden;
import org.lambdanas.graph.testing.Mutations;

class GoldenMessagesTest {

  @BeforeAll
  static void addMissingBinariesIfAsked() throws IOException {
    if ("add".equals(System.getProperty("lambdanas.golden"))) {
      for (Golden golden : goldens()) {
        if (!Files.exists(golden.binaryFile())) {
          Messages.write(golden.binaryFile(), golden.fromText());
        }
      }
    }
  }

  static List<Golden> goldens() throws IOException {
    return GoldenMessages.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void theBinaryStillMeansWhatTheTextSays(Golden golden) {
    Message binary =
        Messages.parse(golden.binary(), MessageFormat.BINARY, golden.prototype(), golden.name());
    assertThat(binary).isEqualTo(golden.fromText());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void everyFormatGivesTheMessageBack(Golden golden) {
    Message message = golden.fromText();
    for (MessageFormat format : List.of(MessageFormat.TEXT, MessageFormat.JSON)) {
      byte[] text = Messages.print(message, format).getBytes(StandardCharsets.UTF_8);
      assertThat(Messages.parse(text, format, golden.prototype(), "again")).isEqualTo(message);
    }
  }

  @Test
  void everyFieldOfEveryMessageTypeIsInSomeGolden() throws IOException {
    Set<String> seen = new TreeSet<>();
    for (Golden golden : goldens()) {
      collect(golden.fromText(), seen);
    }
    Set<String> all = new TreeSet<>();
    for (Message prototype : MessageTypes.all().values()) {
      for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
        all.add(field.getFullName());
      }
    }
    assertThat(all).hasSizeGreaterThan(200);
    assertThat(seen).containsExactlyElementsOf(all);
  }

  private static void collect(Message message, Set<String> seen) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      Descriptor type = field.getContainingType();
      if (!type.equals(Any.getDescriptor()) && !type.getOptions().getMapEntry()) {
        seen.add(field.getFullName());
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        List<?> parts = field.isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
        parts.forEach(part -> collect((Message) part, seen));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void damagedMessagesAreReadOrRefusedInOneLine(Golden golden) {
    Message message = golden.fromText();
    for (MessageFormat format : MessageFormat.values()) {
      byte[] good =
          format == MessageFormat.BINARY
              ? golden.binary()
              : Messages.print(message, format).getBytes(StandardCharsets.UTF_8);
      Mutations.survive(
          golden.name() + format.ending(),
          // There are more than a hundred kinds of messages in three formats each.
          Mutations.count() / 10,
          random -> Mutations.mutate(good, random),
          bytes -> Messages.parse(bytes, format, golden.prototype(), "damaged"));
    }
  }
}
