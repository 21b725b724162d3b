package org.lambdanas.search.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeakMemoryTest {

  @TempDir Path folder;

  @Test
  void readsTheHighWaterMark() throws IOException {
    Path status = folder.resolve("status");
    Files.writeString(status, "VmPeak:\t 9000 kB\nVmHWM:\t    5120 kB\nVmRSS:\t 1 kB\n");
    assertThat(PeakMemory.mebibytes(status)).hasValue(5.0);
  }

  @Test
  void isAbsentWhereTheSystemDoesNotTell() throws IOException {
    assertThat(PeakMemory.mebibytes(folder.resolve("none"))).isEmpty();
    Path status = Files.writeString(folder.resolve("status"), "VmHWM:\t plenty\n");
    assertThat(PeakMemory.mebibytes(status)).isEmpty();
  }
}
