package org.lambdanas.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.DataException;
import org.tensorflow.proto.Event;

class EventFileTest {

  @TempDir private Path folder;

  private static Event event(long step) {
    return Event.newBuilder().setStep(step).setWallTime(1.5).build();
  }

  @Test
  void eventsComeBackInOrder() {
    EventFile file = new EventFile(folder.resolve("deep/events.out.tfevents.x"));
    file.write(7, List.of(event(1), event(2)));
    file.append(List.of(event(3)));
    assertThat(file.read())
        .containsExactly(
            Event.newBuilder().setWallTime(7).setFileVersion("brain.Event:2").build(),
            event(1),
            event(2),
            event(3));
    file.write(7, List.of(event(4)));
    assertThat(file.read()).hasSize(2);
  }

  /** The bytes that TensorFlow's own writer makes of an event with a version. */
  @Test
  void theFormatIsTensorFlows() throws IOException {
    EventFile file = new EventFile(folder.resolve("e"));
    file.write(0, List.of());
    String bytes = HexFormat.of().formatHex(Files.readAllBytes(file.path()));
    // Length 15 and its masked CRC32C; field 3 of the message, "brain.Event:2", and its CRC32C. The
    // checksums were computed by another program.
    assertThat(bytes)
        .isEqualTo("0f00000000000000" + "6d532b09" + "1a0d627261696e2e4576656e743a32" + "fc985129");
  }

  @Test
  void damageIsSeen() throws IOException {
    EventFile file = new EventFile(folder.resolve("e"));
    file.write(0, List.of(event(1)));
    byte[] whole = Files.readAllBytes(file.path());
    for (int length = 32; length < whole.length; length += 3) {
      Files.write(file.path(), Arrays.copyOf(whole, length));
      assertThatThrownBy(file::read).isInstanceOf(DataException.class);
    }
    for (int i = 0; i < whole.length; i++) {
      byte[] bent = whole.clone();
      bent[i] ^= 0x10;
      Files.write(file.path(), bent);
      assertThatThrownBy(file::read).as("byte " + i).isInstanceOf(DataException.class);
    }
  }
}
