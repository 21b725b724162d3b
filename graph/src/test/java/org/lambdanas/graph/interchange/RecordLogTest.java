package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.proto.v1.Feature;

class RecordLogTest {

  private static final Feature FORM = Feature.getDefaultInstance();
  private static final List<Feature> RECORDS =
      IntStream.range(0, 5)
          .mapToObj(i -> Feature.newBuilder().setName("record " + i).setValue(i + 1).build())
          .toList();

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("records.log");
  }

  @Test
  void cutAnywhereItKeepsWhatIsWholeAndGoesOn() throws IOException {
    try (RecordLog<Feature> log = RecordLog.open(file(), FORM)) {
      assertThat(log.found()).isEmpty();
      RECORDS.forEach(log::append);
    }
    byte[] whole = Files.readAllBytes(file());
    int each = whole.length / 5;
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      try (RecordLog<Feature> log = RecordLog.open(file(), FORM)) {
        assertThat(log.found()).isEqualTo(RECORDS.subList(0, length / each));
        RECORDS.subList(length / each, 5).forEach(log::append);
      }
      assertThat(file()).hasBinaryContent(whole);
    }
  }

  @Test
  void nothingDamagedIsReadNorWhatComesAfterIt() throws IOException {
    try (RecordLog<Feature> log = RecordLog.open(file(), FORM)) {
      RECORDS.forEach(log::append);
    }
    byte[] whole = Files.readAllBytes(file());
    int each = whole.length / 5;
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      Files.write(file(), damaged);
      try (RecordLog<Feature> log = RecordLog.open(file(), FORM)) {
        assertThat(log.found()).isEqualTo(RECORDS.subList(0, i / each));
      }
    }
  }
}
