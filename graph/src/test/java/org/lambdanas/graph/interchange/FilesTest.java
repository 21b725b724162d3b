package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.testing.Mutations;

class FilesTest {

  @TempDir Path folder;

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  @Test
  void aFailedWriteKeepsTheOldFileAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("result.bin");
    AtomicFile.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("result.bin")
        .hasMessageContaining("disk full");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new IllegalStateException("bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    AtomicFile.write(file, new byte[] {4});
    assertThat(Files.readAllBytes(file)).containsExactly(4);
  }

  @Test
  void aPipeIsWrittenToAndStaysAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    boolean made;
    try {
      made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      made = false;
    }
    assumeTrue(made, "skipped: no mkfifo");
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readAllBytes(pipe);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    AtomicFile.write(pipe, new byte[] {1, 2, 3});
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertThat(read.get()).containsExactly(1, 2, 3);
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> AtomicFile.write(folder, new byte[1]))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> BoundedFile.read(folder, 10)).isInstanceOf(DataException.class);
  }

  @Test
  void filesUpToTheLimitAreReadPlainAndGzipped() throws IOException {
    byte[] content = "0123456789".repeat(1000).getBytes(StandardCharsets.UTF_8);
    for (byte[] stored : new byte[][] {content, gzip(content)}) {
      Path file = folder.resolve("any.name");
      Files.write(file, stored);
      assertThat(BoundedFile.read(file, content.length)).isEqualTo(content);
      assertThatThrownBy(() -> BoundedFile.read(file, content.length - 1))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("too long");
    }
    for (byte[] tiny : new byte[][] {{}, {0x1f}, {7}}) {
      Path file = folder.resolve("tiny");
      Files.write(file, tiny);
      assertThat(BoundedFile.read(file, 1)).isEqualTo(tiny);
    }
  }

  @Test
  void skippedBytesCountTowardsTheLimit() throws IOException {
    try (InputStream in = BoundedFile.open(new ByteArrayInputStream(new byte[100]), "zeros", 50)) {
      assertThatThrownBy(() -> in.skipNBytes(60)).isInstanceOf(DataException.class);
    }
  }

  @Test
  void aBombIsRefusedAtTheLimit() throws IOException {
    byte[] bomb = gzip(new byte[100 << 20]);
    assertThat(bomb).hasSizeLessThan(110_000);
    Path file = folder.resolve("bomb");
    Files.write(file, bomb);
    assertThatThrownBy(() -> BoundedFile.read(file, Long.MAX_VALUE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("more than the " + (8 << 20) + " bytes");
    Mutations.survive(
        "gzip bomb",
        bomb,
        bytes -> BoundedFile.open(new ByteArrayInputStream(bytes), "bomb", 1 << 20).readAllBytes());
  }
}
