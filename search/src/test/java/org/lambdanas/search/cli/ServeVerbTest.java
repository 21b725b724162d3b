package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.FolderLock;

class ServeVerbTest {

  @TempDir private Path folder;

  private static Invocation serve(String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "predictors";
    args[1] = "serve";
    args[2] = "--port";
    args[3] = "0";
    System.arraycopy(options, 0, args, 4, options.length);
    return Invocation.of(args);
  }

  private static void assertRefused(Invocation run, int code, String... words) {
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
    assertThat(run.errors()).hasSize(1);
    assertThat(run.err()).contains(words);
  }

  @Test
  void otherMachinesNeedEncryptionAndAToken() {
    assertRefused(serve("--host", "0.0.0.0"), 2, "--host 0.0.0.0", "--token-file", "--insecure");
    assertRefused(serve("--tls-key", "key.pem"), 2, "--tls-key needs --tls-certificate");
    assertRefused(
        serve("--token-file", folder.resolve("none").toString()), 3, "--token-file", "none");
    assertRefused(
        serve("--max-memory-mib", "10", "--max-message-mib", "20"),
        2,
        "--max-memory-mib is 10",
        "--max-message-mib");
    assertRefused(serve("--max-fit-seconds", "0"), 2, "--max-fit-seconds");
  }

  @Test
  void studiesNeedAFolderOfTheirOwn() throws Exception {
    assertRefused(serve("--max-studies", "3"), 2, "--max-studies has no effect without --studies");
    assertRefused(serve("--studies", "x", "--max-study-mib", "0"), 2, "--max-study-mib");
    try (FolderLock taken = FolderLock.take(folder)) {
      assertThat(taken).isNotNull();
      assertRefused(serve("--studies", folder.toString()), 2, folder.toString(), "in use");
    }
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(serve("--studies", file.toString()), 3, file.toString());
  }
}
