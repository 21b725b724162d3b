package org.lambdanas.search.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.graph.testing.ChildJvm;
import org.lambdanas.proto.v1.GuidedArrival;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/** A search by evaluations as people have it: in a process, which may be killed and goes on. */
final class SearchProcess implements AutoCloseable {

  private static final int KILLED = 128 + 9;
  private static final long POLL_MILLIS = 5;

  private final Path run;
  private final List<String> java;
  private final List<String> search;
  private @Nullable Process started;

  /**
   * Starts nothing yet.
   *
   * @param run folder of the run, which does not exist
   * @param java options of the JVM
   * @param search what is searched for
   */
  SearchProcess(Path run, List<String> java, List<String> search) {
    this.run = run;
    this.java = List.copyOf(java);
    this.search = List.copyOf(search);
  }

  /** Begins the search, or goes on with it. */
  private void start(List<String> backend) throws IOException {
    List<String> options = new ArrayList<>(java);
    options.addAll(
        List.of(
            "-Xmx512m",
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
    List<String> command =
        new ArrayList<>(
            ChildJvm.command("org.lambdanas.search.cli.Main", options.toArray(String[]::new)));
    command.add("search");
    if (Files.exists(run)) {
      command.addAll(List.of("--resume", run.toString()));
    } else {
      command.addAll(search);
      command.addAll(List.of("--run-dir", run.toString()));
    }
    command.addAll(backend);
    started =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
  }

  private Process process() {
    return Objects.requireNonNull(started, "not started");
  }

  private Path log() {
    return run.resolveSibling(run.getFileName() + ".err");
  }

  /**
   * Kills the search once it has kept a number of results more than before, a random time later.
   *
   * @param results at least 1
   * @param mostMillis longest time
   * @return results that were kept by then
   */
  int kill(int results, SplittableRandom random, long mostMillis, List<String> backend)
      throws Exception {
    await(results, backend);
    Thread.sleep(random.nextLong(mostMillis));
    process().destroyForcibly();
    assertThat(process().waitFor()).as("killed before its end").isEqualTo(KILLED);
    return arrivals().size();
  }

  /** Goes on and waits until a number of results more than before are kept. */
  void await(int results, List<String> backend) throws Exception {
    int before = arrivals().size();
    start(backend);
    while (process().isAlive() && arrivals().size() < before + results) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** What comes of it when nobody disturbs it any more. */
  GuidedResult finish(List<String> backend) throws Exception {
    start(backend);
    return result();
  }

  /** What comes of it when it has ended. */
  GuidedResult result() throws Exception {
    assertThat(process().waitFor(10, TimeUnit.MINUTES)).as("ends").isTrue();
    assertThat(process().exitValue()).as(Files.readString(log(), UTF_8)).isZero();
    // On record, no trial was done twice.
    assertThat(arrivals().stream().map(GuidedArrival::getNumber)).doesNotHaveDuplicates();
    return timeless(RunFolder.open(run, RunKind.GUIDED).result());
  }

  /** What it says when it fails, after its start. */
  String failure(List<String> backend) throws Exception {
    start(backend);
    assertThat(process().waitFor(10, TimeUnit.MINUTES)).as("ends").isTrue();
    assertThat(process().exitValue()).isBetween(1, 3);
    try (Stream<String> lines = Files.lines(log(), UTF_8)) {
      List<String> errors = lines.filter(line -> line.startsWith("lnas: ")).toList();
      return errors.get(errors.size() - 1);
    }
  }

  /** The results that are kept. */
  List<GuidedArrival> arrivals() {
    return RecordLog.read(run.resolve("points.log"), GuidedEvent.getDefaultInstance()).stream()
        .filter(GuidedEvent::hasArrived)
        .map(GuidedEvent::getArrived)
        .toList();
  }

  /** The whole history without what clocks and the choice of a backend put into it. */
  private static GuidedResult timeless(GuidedResult result) {
    GuidedResult.Builder copy =
        result.toBuilder().clearProvenance().clearClockSeconds().clearTrialSeconds();
    copy.getConfigBuilder().clearBackend();
    copy.getQueriesBuilderList().forEach(query -> query.clearAskedSeconds().clearArrivedSeconds());
    return copy.build();
  }

  @Override
  public void close() throws InterruptedException {
    if (started != null) {
      started.destroyForcibly().waitFor();
    }
  }
}
