package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.testing.ChildJvm;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/** A search in a process of its own that is killed, and goes on. */
class InterruptedSearchIT {

  private static final int KILLED = 128 + 9;

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  private Process start(Path err, List<String> prefix, String... options) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        ChildJvm.command(
            Main.class.getName(),
            "-Xmx512m",
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=3g"));
    command.add("search");
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile())
            .start();
    started.add(process);
    return process;
  }

  @AfterEach
  void leaveNoProcess() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String run, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(
        List.of(
            "--channels",
            "2",
            "--train-images",
            "160",
            "--batch-size",
            "4",
            "--epochs",
            "6",
            "--seed",
            "5",
            "--run-dir",
            folder.resolve(run).toString()));
    return start(folder.resolve(run + ".err"), List.of(), options.toArray(String[]::new));
  }

  private Process resume(String run, String... prefix) throws IOException {
    return start(
        folder.resolve(run + ".err"), List.of(prefix), "--resume", folder.resolve(run).toString());
  }

  private String err(String run) throws IOException {
    return Files.readString(folder.resolve(run + ".err"), UTF_8);
  }

  private void ends(Process process, int code, String run) throws Exception {
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("ends").isTrue();
    assertThat(process.exitValue()).as(err(run)).isEqualTo(code);
  }

  private Path checkpoint(String run, int epoch) {
    return folder.resolve(run).resolve("checkpoints/%05d-0000000.binpb".formatted(epoch));
  }

  private void await(Process process, Path file) throws InterruptedException {
    while (process.isAlive() && !Files.exists(file)) {
      Thread.sleep(2);
    }
    assertThat(file).exists();
  }

  private static List<EpochRecord> records(SearchCheckpoint state) {
    return state.getHistory().getEpochsList().stream()
        .map(record -> record.toBuilder().clearSeconds().build())
        .toList();
  }

  private static SearchCheckpoint newest(RunFolder<?, ?> run) {
    return run.checkpoints().newest(SearchCheckpoint.getDefaultInstance());
  }

  private void same(String run, String other) {
    RunFolder<?, SearchResult> whole = RunFolder.open(folder.resolve(other), RunKind.SEARCH);
    RunFolder<?, SearchResult> pieces = RunFolder.open(folder.resolve(run), RunKind.SEARCH);
    SearchCheckpoint expected = newest(whole);
    SearchCheckpoint actual = newest(pieces);
    assertThat(actual.getEpoch()).isEqualTo(6);
    assertThat(actual.getTensorsList()).isNotEmpty().isEqualTo(expected.getTensorsList());
    assertThat(records(actual)).isEqualTo(records(expected));
    SearchResult result = pieces.result();
    assertThat(result.getArchitectureText()).isEqualTo(whole.result().getArchitectureText());
    assertThat(result.getAlphaList()).isNotEmpty().isEqualTo(whole.result().getAlphaList());
  }

  @Test
  void aKilledSearchEndsAsTheUninterruptedOne() throws Exception {
    ends(start("whole"), 0, "whole");

    Process first = start("killed");
    await(first, checkpoint("killed", 1));
    kill(first);
    Process second = resume("killed");
    await(second, checkpoint("killed", 3));
    kill(second);
    assertThat(folder.resolve("killed/result.binpb")).doesNotExist();
    cutNewestShort();
    Process third = resume("killed");
    await(third, checkpoint("killed", 4));
    Thread.sleep(150); // Some steps into the next epoch.
    kill(third);
    assertThat(err("killed").lines().filter(line -> line.contains("checkpoint refused")))
        .singleElement()
        .asString()
        .contains("going back to the one before", "checkpoints/0000", "ended unexpectedly");
    ends(resume("killed"), 0, "killed");
    same("killed", "whole");
  }

  @Test
  void aRunGoesOnWithAsManyThreadsAsItBeganWith() throws Exception {
    String[] one = {"--method", "darts", "--intra-op-threads", "1"};
    ends(start("single", one), 0, "single");
    Process killed = start("killed-single", one);
    await(killed, checkpoint("killed-single", 2));
    kill(killed);
    ends(resume("killed-single"), 0, "killed-single");
    same("killed-single", "single");

    assumeTrue(Files.isExecutable(Path.of("/usr/bin/taskset")), "skipped: no /usr/bin/taskset");
    ends(start("all", "--method", "darts"), 0, "all");
    Process all = start("killed-all", "--method", "darts");
    await(all, checkpoint("killed-all", 2));
    kill(all);
    ends(resume("killed-all", "/usr/bin/taskset", "-c", "0"), 0, "killed-all");
    same("killed-all", "all");
  }

  /** A pipe as its configuration holds the program up where nothing watches for signals yet. */
  @Test
  void stoppedBeforeItHasAFolderItLeavesNone() throws Exception {
    Path pipe = folder.resolve("config.txtpb");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process process =
        start(
            folder.resolve("early.err"),
            List.of(),
            "--config",
            pipe.toString(),
            "--run-dir",
            folder.resolve("early").toString());
    // Opens when the other end is.
    try (OutputStream held = Files.newOutputStream(pipe)) {
      process.destroy();
      ends(process, ExitCode.INTERRUPTED.code(), "early");
    }
    assertThat(err("early")).isEqualTo("lnas: stopped\n");
    assertThat(folder.resolve("early")).doesNotExist();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor()).as("killed before its end").isEqualTo(KILLED);
  }

  /** The newest checkpoint loses its end, as it would on a full disk without atomic writing. */
  private void cutNewestShort() throws IOException {
    Path newest = checkpoint("killed", 3);
    for (int epoch = 4; Files.exists(checkpoint("killed", epoch)); epoch++) {
      newest = checkpoint("killed", epoch);
    }
    byte[] bytes = Files.readAllBytes(newest);
    // Still a message, with a shorter payload.
    Files.write(newest, Arrays.copyOf(bytes, bytes.length - 100));
    assertThat(newest).hasSize(bytes.length - 100L);
  }
}
