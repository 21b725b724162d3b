package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
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
    Path first = Files.createSymbolicLink(folder.resolve("first"), launcher());
    link = Files.createSymbolicLink(folder.resolve("a link"), first.getFileName());
  }

  /** The script; tests run in the folder of their module. */
  static Path launcher() {
    Path root = Path.of("").toAbsolutePath();
    Path launcher = root.resolve("lnas");
    return Files.exists(launcher) ? launcher : root.resolveSibling("lnas");
  }

  private Run run(Map<String, String> environment, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(link.toString()));
    command.addAll(List.of(args));
    return runCommand(environment, command);
  }

  private Run runCommand(Map<String, String> environment, List<String> command) throws Exception {
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
    assertThat(run(Map.of("LNAS_PICTURE_MEMORY", "2 g"), "--version").err())
        .isEqualTo(
            "lnas: LNAS_PICTURE_MEMORY is '2 g': must be a number of bytes, or end in k, m or g\n");
    assertThat(run(Map.of("LNAS_PROFILE", "tpu"), "--version"))
        .isEqualTo(new Run(2, "", "lnas: LNAS_PROFILE is 'tpu': must be cpu, gpu or spark\n"));
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
  void jarsOfOnesOwnAreOnTheClassPath() throws Exception {
    Map<String, String> own = new HashMap<>(java("echo \"$@\""));
    own.put("LNAS_CLASS_PATH", "/a folder/toy.jar:more.jar");
    assertThat(run(own, "describe").out())
        .contains("/lib/*:/a folder/toy.jar:more.jar org.lambdanas.search.cli.Main describe");
    assertThat(run(java("echo \"$@\""), "describe").out())
        .contains("/lib/* org.lambdanas.search.cli.Main describe");
  }

  @Test
  void wherePicturesLieReachesJava() throws Exception {
    Map<String, String> own = new HashMap<>(java("echo \"$@\""));
    assertThat(run(own, "describe").out()).doesNotContain("picture");
    own.put("LNAS_PICTURE_MEMORY", "2g");
    own.put("LNAS_PICTURE_FOLDER", "/a folder");
    assertThat(run(own, "describe").out())
        .contains("-Dlambdanas.picture.memory=2g -Dlambdanas.picture.folder=/a folder -");
  }

  @Test
  void whatTensorFlowLogsUnaskedIsSiftedFromWhatElseComes() throws Exception {
    Map<String, String> logging =
        java(
            """
            printf 'WARNING: All log messages before absl::InitializeLog() is called are ...\\n' >&2
            printf 'I0000 00:00:1795842661.538861   18599 a.cc:401] is not enabled\\nfatal' >&2
            case $* in *lnas.stderr=9*) echo own >&9 ;; esac
            """);
    Run run = run(logging, "describe");
    // The sieve is another process.
    for (int i = 0; i < 2000 && !run.err().contains("fatal\n"); i++) {
      Thread.sleep(5);
      run = new Run(run.code(), run.out(), Files.readString(folder.resolve("err"), UTF_8));
    }
    assertThat(run.err().lines()).containsExactlyInAnyOrder("own", "fatal");
    assertThat(run(logging, "describe", "--debug").err())
        .contains("WARNING: All", "I0000", "fatal");
  }

  @Test
  void withoutALocaleItIsUtf8() throws Exception {
    Map<String, String> asking = new HashMap<>(java("echo ${LC_ALL:-unset}"));
    for (String locale : List.of("C", "POSIX", "xx_XX.UTF-8")) {
      asking.put("LC_ALL", locale);
      assertThat(run(asking, "describe").out()).as(locale).isEqualTo("C.UTF-8\n");
    }
    asking.put("LC_ALL", "C.utf8");
    assertThat(run(asking, "describe").out()).isEqualTo("C.utf8\n");
  }

  /** Bash makes the names: this process may not be able to. */
  @Test
  void namesBeyondAsciiWorkWithoutALocale() throws Exception {
    for (String name : List.of("train/Apfel", "train/Birne", "val/Apfel", "val/Birne")) {
      Path pictures = Files.createDirectories(folder.resolve("data").resolve(name));
      for (int i = 0; i < 4; i++) {
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(i, i, name.hashCode());
        ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
      }
    }
    String script =
        """
        mv data/train/Apfel $'data/train/\\303\\204pfel'
        mv data/val/Apfel $'data/val/\\303\\204pfel'
        mv data $'D\\303\\244ten'
        unset LANG; export LC_ALL=C
        "$0" train '|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|' \
          --channels 2 --cells 1 --image-size 8 --epochs 1 --batch-size 4 --data folder \
          --data-dir $'D\\303\\244ten' --run-dir $'L\\303\\244ufe' --quiet --json
        ls -d $'L\\303\\244ufe/result.binpb' $'L\\303\\244ufe/model.binpb'
        grep -c $'\\303\\204pfel' $'L\\303\\244ufe/model.binpb'
        """;
    Run run = runCommand(Map.of(), List.of("bash", "-ec", script, link.toString()));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("\"run_dir\":\"L\u00e4ufe\"");
  }

  @Test
  void aSignalBeforeJavaHearsItIsARequestToStop() throws Exception {
    Map<String, String> slow = java("touch here; sleep 0.5");
    // Then the launcher asks Java for its version.
    Files.delete(folder.resolve("jdk/release"));
    ProcessBuilder builder =
        new ProcessBuilder(link.toString(), "search")
            .directory(folder.toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(slow);
    Process stopped = builder.start();
    while (!Files.exists(folder.resolve("here"))) {
      Thread.sleep(2);
    }
    stopped.destroy();
    assertThat(stopped.waitFor()).isEqualTo(5);
    assertThat(folder.resolve("err")).hasContent("lnas: stopped");
  }

  /** A Java that only says what it was given. */
  private Map<String, String> talkingJava() throws IOException {
    return java("echo oneDNN ${TF_ENABLE_ONEDNN_OPTS:-unset}");
  }

  private Map<String, String> java(String script) throws IOException {
    Path home = folder.resolve("jdk");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\n" + script + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    processor("fpu avx512f");
    String path = folder.resolve("commands") + ":" + System.getenv("PATH");
    return Map.of("JAVA_HOME", home.toString(), "PATH", path);
  }

  /** What the system says of the processor. */
  private void processor(String flags) throws IOException {
    Path script = Files.createDirectories(folder.resolve("commands")).resolve("lscpu");
    Files.writeString(script, "#!/bin/sh\necho 'Flags: " + flags + "'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private String oneDnn(String... args) throws Exception {
    Run run = run(talkingJava(), args);
    assertThat(run.err()).isEmpty();
    return run.out().strip();
  }

  @Test
  void parityAndBfloat16WithoutInstructionsForItDoWithoutOneDnn() throws Exception {
    assertThat(oneDnn("search", "--precision", "bfloat16")).isEqualTo("oneDNN 0");
    assertThat(oneDnn("bench", "--precision=bfloat16")).isEqualTo("oneDNN 0");
    Map<String, String> able = talkingJava();
    processor("fpu avx512f avx512_bf16");
    assertThat(run(able, "search", "--precision", "bfloat16").out()).isEqualTo("oneDNN unset\n");
    assertThat(oneDnn("parity", "a.json")).isEqualTo("oneDNN 0");
    assertThat(oneDnn("search", "--precision", "float16")).isEqualTo("oneDNN unset");
    assertThat(oneDnn("search", "--run-dir", "bfloat16")).isEqualTo("oneDNN unset");
    assertThat(oneDnn()).isEqualTo("oneDNN unset");
    Map<String, String> asked = new HashMap<>(talkingJava());
    asked.put("TF_ENABLE_ONEDNN_OPTS", "1");
    assertThat(run(asked, "search", "--precision", "bfloat16").out()).contains("oneDNN 1");
  }

  private Path runFolder(String name, String kind, String started, int oneDnn) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        run.resolve("environment"),
        "kind=%s\nstarted=%s\nTF_ENABLE_ONEDNN_OPTS=%s\n".formatted(kind, started, oneDnn));
    return run;
  }

  @Test
  void aRunThatGoesOnGetsTheEnvironmentItBeganWith() throws Exception {
    String without = runFolder("a run", "search", "2026-01-01T00:00:00Z", 0).toString();
    String with = runFolder("bfloat16", "search", "2026-01-02T00:00:00Z", 1).toString();
    assertThat(oneDnn("search", "--resume", without)).isEqualTo("oneDNN 0");
    assertThat(oneDnn("search", "--resume=" + without, "--json")).isEqualTo("oneDNN 0");
    assertThat(oneDnn("compare", "--json", "--resume", "a run")).isEqualTo("oneDNN 0");
    assertThat(oneDnn("train", "--resume", with)).isEqualTo("oneDNN 1");
    assertThat(oneDnn("search", "--run-dir", without, "--resume")).isEqualTo("oneDNN 0");
    // A new run is not one that goes on.
    assertThat(oneDnn("search", "--run-dir", without)).isEqualTo("oneDNN unset");
    assertThat(oneDnn("search", "--resume", "nowhere")).isEqualTo("oneDNN unset");
    assertThat(oneDnn("search", "--resume")).isEqualTo("oneDNN unset");
  }

  @Test
  void theNewestRunOfTheVerbIsTheOneThatGoesOn() throws Exception {
    runFolder("runs/z", "search", "2026-01-01T00:00:00Z", 1);
    runFolder("runs/a", "search", "2026-01-03T00:00:00Z", 0);
    runFolder("runs/c", "comparison", "2026-01-04T00:00:00Z", 1);
    runFolder("trainings/t", "training", "2026-01-02T00:00:00Z", 1);
    assertThat(oneDnn("search", "--resume")).isEqualTo("oneDNN 0");
    assertThat(oneDnn("search", "--resume", "--json")).isEqualTo("oneDNN 0");
    assertThat(oneDnn("compare", "--resume")).isEqualTo("oneDNN 1");
    assertThat(oneDnn("train", "--resume")).isEqualTo("oneDNN 1");
    assertThat(oneDnn("predictors", "evaluate", "--resume")).isEqualTo("oneDNN unset");
  }

  @Test
  void aConfigurationIsDoneAgainAsItWasDone() throws Exception {
    String config = "execution {\n  precision: \"bfloat16\"\n}\n";
    Path alone = Files.writeString(folder.resolve("alone.txtpb"), config);
    assertThat(oneDnn("search", "--config", alone.toString())).isEqualTo("oneDNN 0");
    assertThat(oneDnn("search", "--config=" + alone)).isEqualTo("oneDNN 0");
    Path packed = folder.resolve("packed.txtpb.gz");
    try (Writer out =
        new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(packed)), UTF_8)) {
      out.write(config);
    }
    assertThat(oneDnn("search", "--config", packed.toString())).isEqualTo("oneDNN 0");
    Path other = Files.writeString(folder.resolve("other.txtpb"), "precision: \"float32\"");
    assertThat(oneDnn("search", "--config", other.toString())).isEqualTo("oneDNN unset");
    assertThat(oneDnn("search", "--config", "missing.txtpb")).isEqualTo("oneDNN unset");
    Path options = Files.writeString(folder.resolve("mine.yaml"), "precision: 'bfloat16'\n");
    assertThat(oneDnn("train", "--config", options.toString())).isEqualTo("oneDNN 0");
    assertThat(oneDnn("train", "--config=" + options, "--precision", "float32"))
        .isEqualTo("oneDNN unset");
    Files.writeString(options, "# precision: bfloat16\n");
    assertThat(oneDnn("train", "--config", options.toString())).isEqualTo("oneDNN unset");
    // Beside it stands how it was done; an earlier version did not say.
    Path run = runFolder("run", "search", "2026-01-01T00:00:00Z", 1);
    Files.writeString(run.resolve("config.txtpb"), config);
    assertThat(oneDnn("search", "--config", run + "/config.txtpb")).isEqualTo("oneDNN 1");
    Files.writeString(run.resolve("options.yaml"), "precision: bfloat16\n");
    assertThat(oneDnn("search", "--config", run + "/options.yaml")).isEqualTo("oneDNN 1");
    Files.delete(run.resolve("environment"));
    assertThat(oneDnn("search", "--config", run + "/config.txtpb")).isEqualTo("oneDNN 0");
    assertThat(oneDnn("search", "--resume", run.toString())).isEqualTo("oneDNN 0");
  }
}
