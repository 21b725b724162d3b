package org.lambdanas.search.backend;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.backend.EvaluationBackend.Finished;

/** With {@code -Pspark}: a local master, and a cluster of processes on this machine. */
@Tag("spark")
class SparkBackendTest {

  @TempDir Path folder;

  private static BackendConfig config(String master, int workers) {
    return TestTrials.backend(BackendKind.BACKEND_KIND_SPARK, workers)
        .setSparkMaster(master)
        .build();
  }

  private static Map<ByteString, TrialResult> results(List<Finished> finished) {
    return finished.stream()
        .map(end -> TestTrials.timeless(end.result()))
        .collect(toMap(TrialResult::getTrialSha256, result -> result));
  }

  private static Map<ByteString, TrialResult> here(Objective objective, List<Trial> trials) {
    try (EvaluationBackend backend =
        Backends.of(
            TestTrials.backend(BackendKind.BACKEND_KIND_IN_PROCESS, 1).build(), objective)) {
      return results(TestTrials.run(backend, trials));
    }
  }

  private static Objective trainings(int epochs) {
    TrainingConfig.Builder config = TestTrials.training().setEpochs(epochs);
    config.getDataBuilder().setTrainImages(800);
    config.getNetworkBuilder().setChannels(4);
    return TestTrials.objective(config);
  }

  @Test
  void aLocalMasterGivesTheSameResults() {
    Objective table = TestTrials.table(folder.resolve("table.binpb"), 30);
    List<Trial> looked = TestTrials.trials(table, 31);
    Objective training = TestTrials.objective(TestTrials.training());
    List<Trial> trained = TestTrials.trials(training, 5);
    try (EvaluationBackend backend = Backends.of(config("local[2]", 2), table)) {
      assertThat(results(TestTrials.run(backend, looked))).isEqualTo(here(table, looked));
    }
    try (EvaluationBackend backend = Backends.of(config("local[2]", 2), training)) {
      assertThat(results(TestTrials.run(backend, trained))).isEqualTo(here(training, trained));
    }
  }

  @Test
  void trialsThatFailAreNotBegunAgainAndThoseGivenUpEnd() {
    Objective endless = TestTrials.objective(TestTrials.training().setEpochs(1_000_000));
    BackendConfig limited = config("local[1]", 1).toBuilder().setLimitSeconds(.5).build();
    try (EvaluationBackend backend = Backends.of(limited, endless)) {
      TrialResult late = TestTrials.run(backend, TestTrials.trials(endless, 1)).get(0).result();
      assertThat(late.getFailure().getKind()).isEqualTo(FailureKind.FAILURE_KIND_TIMED_OUT);
      assertThat(late.getAttempts()).isEqualTo(1);
    }
    try (EvaluationBackend backend = Backends.of(config("local", 1), endless)) {
      TestTrials.trials(endless, 2).forEach(backend::submit);
      assertThat(backend.next(Duration.ofMillis(300))).isEmpty();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals("trials"))
        .allSatisfy(thread -> thread.join(10_000))
        .noneMatch(Thread::isAlive);
    assertThatThrownBy(() -> Backends.of(config("", 1), endless))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no Spark master");
  }

  @Test
  void aClusterLosesAnExecutorAndNoTrial() throws Exception {
    List<Trial> trials = TestTrials.trials(trainings(5), 16);
    Map<ByteString, TrialResult> expected = here(trainings(5), trials);
    try (Cluster cluster = Cluster.start(folder)) {
      Map<String, String> settings =
          Map.of(
              "spark.jars", cluster.jars(),
              "spark.executor.memory", "700m",
              "spark.driver.host", "127.0.0.1",
              "spark.driver.bindAddress", "127.0.0.1");
      settings.forEach(System::setProperty);
      try (EvaluationBackend backend = Backends.of(config(cluster.master(), 2), trainings(5))) {
        trials.forEach(backend::submit);
        List<Finished> finished = new ArrayList<>();
        while (finished.size() < 6) {
          backend.next(Duration.ofMinutes(3)).ifPresent(finished::add);
        }
        List<ProcessHandle> executors = cluster.executors();
        assertThat(executors).hasSize(2);
        executors.get(0).destroyForcibly();
        finished.addAll(TestTrials.finish(backend, trials.size() - 6));
        assertThat(results(finished)).hasSize(trials.size()).isEqualTo(expected);
        assertThat(finished.stream().mapToInt(end -> end.result().getAttempts()).max().orElse(0))
            .isEqualTo(2);
        assertThat(finished).extracting(Finished::seconds).isSorted();
        assertThat(cluster.executors()).hasSize(2).doesNotContain(executors.get(0));
      } finally {
        settings.keySet().forEach(System::clearProperty);
      }
    }
  }

  /** A master and two workers of one core each. */
  private record Cluster(String master, String jars, List<Process> processes)
      implements AutoCloseable {

    static Cluster start(Path folder) throws IOException, InterruptedException {
      Path home = folder.resolve("home");
      Files.createDirectories(home.resolve("jars"));
      Files.createFile(home.resolve("RELEASE"));
      Set<String> own = new HashSet<>();
      List<String> shipped = new ArrayList<>();
      // Here Spark's jars lie beside all others: it needs them all, and our classes as jars.
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path path = Path.of(entry).toAbsolutePath();
        if (Files.isRegularFile(path)) {
          if (own.add(String.valueOf(path.getFileName()))) {
            Files.createSymbolicLink(home.resolve("jars").resolve(path.getFileName()), path);
          }
        } else if (Files.isDirectory(path)) {
          Path jar = folder.resolve("classes" + shipped.size() + ".jar");
          pack(path, jar);
          shipped.add(jar.toUri().toString());
        }
      }
      int port;
      try (ServerSocket socket = new ServerSocket(0)) {
        port = socket.getLocalPort();
      }
      String master = "spark://127.0.0.1:" + port;
      List<Process> processes = new ArrayList<>();
      processes.add(
          daemon(
              home,
              "master.Master",
              "--host",
              "127.0.0.1",
              "--port",
              "" + port,
              "--webui-port",
              "0"));
      for (int i = 0; i < 2; i++) {
        processes.add(
            daemon(
                home,
                "worker.Worker",
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve("work" + i).toString(),
                master));
      }
      return new Cluster(master, String.join(",", shipped), processes);
    }

    private static Process daemon(Path home, String main, String... arguments) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-Xmx256m", "-cp", home.resolve("jars") + "/*", "org.apache.spark.deploy." + main));
      command.addAll(Arrays.asList(arguments));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("SPARK_HOME", home.toString());
      builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
      builder.redirectErrorStream(true).redirectOutput(home.resolve(main + ".log").toFile());
      return builder.start();
    }

    private static void pack(Path classes, Path jar) throws IOException {
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
          Stream<Path> files = Files.walk(classes)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
          Files.copy(file, out);
          out.closeEntry();
        }
      }
    }

    List<ProcessHandle> executors() {
      return processes.stream()
          .flatMap(process -> process.descendants())
          .filter(ProcessHandle::isAlive)
          .toList();
    }

    @Override
    public void close() throws InterruptedException {
      executors().forEach(ProcessHandle::destroyForcibly);
      processes.forEach(Process::destroyForcibly);
      for (Process process : processes) {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      }
    }
  }
}
