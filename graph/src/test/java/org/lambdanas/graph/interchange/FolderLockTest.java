package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.testing.ChildJvm;

class FolderLockTest {

  @TempDir Path folder;

  @Test
  void aFolderIsTakenOnceUntilItIsFreed() {
    Path run = folder.resolve("runs/one");
    try (FolderLock lock = FolderLock.take(run)) {
      assertThatThrownBy(() -> FolderLock.take(run))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("is in use");
      FolderLock.take(folder.resolve("runs/two")).close();
    }
    FolderLock.take(run).close();
  }

  @Test
  void anotherProcessIsKeptOutWhileFilesOfTheFolderAreReadAndWritten() throws Exception {
    try (FolderLock lock = FolderLock.take(folder)) {
      AtomicFile.write(folder.resolve("state"), new byte[] {1});
      Files.readAllBytes(folder.resolve("state"));
      assertThatThrownBy(() -> FolderLock.take(folder)).isInstanceOf(ConfigException.class);
      assertThat(answer(otherProcess())).startsWith("refused: " + folder + " is in use");
    }
    assertThat(answer(otherProcess())).isEqualTo("taken");
  }

  @Test
  void aProcessThatIsKilledFreesItsFolder() throws Exception {
    Process other = otherProcess();
    try {
      assertThat(answer(other)).isEqualTo("taken");
      assertThatThrownBy(() -> FolderLock.take(folder)).isInstanceOf(ConfigException.class);
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
    FolderLock.take(folder).close();
  }

  @Test
  void aFolderThatCannotBeMadeIsOneLine() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> FolderLock.take(file.resolve("run")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot lock");
  }

  private Process otherProcess() throws IOException {
    List<String> command = ChildJvm.command(Other.class.getName());
    command.add(folder.toString());
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String answer(Process process) throws IOException {
    BufferedReader lines = process.inputReader();
    return String.valueOf(lines.readLine());
  }

  /** Takes a folder, says so, and keeps it until its input ends. */
  static final class Other {

    public static void main(String[] arguments) throws IOException {
      try (FolderLock lock = FolderLock.take(Path.of(arguments[0]))) {
        System.out.println("taken");
        System.in.read();
      } catch (ConfigException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }
}
