package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher script on the classes that this build has just packed. */
class LauncherIT {

  @TempDir private Path folder;

  private Path link = Path.of("");

  private record Run(int code, String out, String err) {}

  @BeforeEach
  void linkTheLauncher() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    Path launcher = root.resolve("lnas");
    if (!Files.exists(launcher)) {
      // Tests run in the folder of their module.
      launcher = root.resolveSibling("lnas");
    }
    Path first = Files.createSymbolicLink(folder.resolve("first"), launcher);
    link = Files.createSymbolicLink(folder.resolve("a link"), first.getFileName());
  }

  private Run run(Map<String, String> environment, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(link.toString()));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("TF_ENABLE_ONEDNN_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  @Test
  void worksFromAnyFolderThroughLinks() throws Exception {
    Run run = run(Map.of(), "--version");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).matches("Lambda-NAS \\d+\\.\\d+\\.\\d+\\S*\\n");
  }

  @Test
  void passesArgumentsAndTheExitCodeThrough() throws Exception {
    Run run = run(Map.of(), "doctor", "a | \"b\" 'c' $d *");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("a | \"b\" 'c' $d *");
  }

  @Test
  void badSettingsAreOneLine() throws Exception {
    assertThat(run(Map.of("LNAS_MEMORY", "lots"), "--version"))
        .isEqualTo(
            new Run(
                2,
                "",
                "lnas: LNAS_MEMORY is 'lots': must be a number of bytes, or end in k, m or g\n"));
    assertThat(run(Map.of("LNAS_PROFILE", "tpu"), "--version"))
        .isEqualTo(new Run(2, "", "lnas: LNAS_PROFILE is 'tpu': must be cpu or gpu\n"));
    Run noJava = run(Map.of("JAVA_HOME", "/nowhere"), "--version");
    assertThat(noJava.code()).isEqualTo(1);
    assertThat(noJava.err().lines()).hasSize(1);
  }

  @Test
  void theMemoryCeilingReachesTensorFlow() throws Exception {
    Run run = run(Map.of("LNAS_MEMORY", "3g"), "doctor", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"memory_ceiling_bytes\":" + (3L << 30));
  }

  @Test
  void parityAndBfloat16DoWithoutOneDnn() throws Exception {
    Path home = folder.resolve("jdk");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path java =
        Files.writeString(
            home.resolve("bin/java"), "#!/bin/sh\necho oneDNN ${TF_ENABLE_ONEDNN_OPTS:-unset}\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Map<String, String> javaHome = Map.of("JAVA_HOME", home.toString());
    assertThat(run(javaHome, "search", "--precision", "bfloat16").out()).contains("oneDNN 0");
    assertThat(run(javaHome, "bench", "--precision=bfloat16").out()).contains("oneDNN 0");
    assertThat(run(javaHome, "parity", "a.json").out()).contains("oneDNN 0");
    assertThat(run(javaHome, "search", "--precision", "float16").out()).contains("oneDNN unset");
    Map<String, String> asked = Map.of("JAVA_HOME", home.toString(), "TF_ENABLE_ONEDNN_OPTS", "1");
    assertThat(run(asked, "search", "--precision", "bfloat16").out()).contains("oneDNN 1");
  }
}
