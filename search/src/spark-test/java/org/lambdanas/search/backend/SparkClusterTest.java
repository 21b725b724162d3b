package org.lambdanas.search.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.GuidedArrival;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.TrialResult;

/** With {@code -Pspark}: searches as processes, their trials on a cluster of processes. */
@Tag("spark")
class SparkClusterTest {

  private static final Duration EXECUTOR_STARTS = Duration.ofSeconds(12);

  private static final List<String> HERE = List.of("--backend", "in-process");

  @TempDir private Path folder;

  private static List<String> looked() {
    return List.of(
        "--method", "regularised-evolution",
        "--population", "6",
        "--objective", "table:nasbench201#cifar10_valid_200ep_mean",
        "--queries", "20",
        "--ahead", "2",
        "--seed", "4");
  }

  private static List<String> trained() {
    return List.of(
        "--method", "regularised-evolution",
        "--population", "6",
        "--objective", "train",
        "--data", "digits",
        "--channels", "4",
        "--cells-per-stage", "1",
        "--epochs", "3",
        "--batch-size", "16",
        "--train-images", "320",
        "--queries", "14",
        "--ahead", "2",
        "--seed", "4");
  }

  private static List<String> on(SparkCluster cluster, String... more) {
    return Stream.concat(
            Stream.of("--backend", "spark", "--spark-master", cluster.master()), Stream.of(more))
        .toList();
  }

  private SearchProcess search(
      String name, List<String> search, SparkCluster cluster, String... java) {
    return new SearchProcess(
        folder.resolve(name),
        Stream.concat(cluster.driver().stream(), Stream.of(java)).toList(),
        search);
  }

  @Test
  void aClusterGivesTheSameHistoryAlsoWhenAnExecutorIsKilled() throws Exception {
    try (SparkCluster cluster = new SparkCluster(folder.resolve("cluster"));
        SearchProcess tableHere = new SearchProcess(folder.resolve("a"), List.of(), looked());
        SearchProcess table = search("b", looked(), cluster);
        SearchProcess here = new SearchProcess(folder.resolve("c"), List.of(), trained());
        SearchProcess there = search("d", trained(), cluster)) {
      cluster.addWorker();
      cluster.addWorker();
      assertThat(table.finish(on(cluster, "--workers", "2"))).isEqualTo(tableHere.finish(HERE));

      GuidedResult expected = here.finish(HERE);
      there.await(4, on(cluster, "--workers", "2"));
      List<ProcessHandle> executors = cluster.executors();
      assertThat(executors).hasSize(2);
      assertThat(executors.get(0).destroyForcibly()).isTrue();
      assertThat(there.result()).isEqualTo(expected);
      assertThat(there.arrivals()).hasSize(14);
      // One had to be done again, unless the executor was between two trials.
      assertThat(there.arrivals().stream().map(GuidedArrival::getResult))
          .allMatch(result -> result.hasMeasurement() && result.getAttempts() <= 2);
    }
  }

  /** Where the same trial takes one executor after the other with it. */
  @Test
  void aTrialThatIsLostWithThreeExecutorsIsNotTriedAgain() throws Exception {
    List<String> endless = new ArrayList<>(trained());
    endless.set(endless.indexOf("--epochs") + 1, "1000000");
    try (SparkCluster cluster = new SparkCluster(folder.resolve("cluster"));
        SearchProcess search = search("run", endless, cluster)) {
      cluster.addWorker();
      Thread killer = new Thread(() -> killTheOld(cluster));
      killer.start();
      search.await(1, on(cluster));
      killer.interrupt();
      TrialResult lost = search.arrivals().get(0).getResult();
      assertThat(lost.getFailure().getKind()).isEqualTo(FailureKind.FAILURE_KIND_LOST);
      assertThat(lost.getFailure().getMessage()).contains("ExecutorLostFailure");
      assertThat(lost.getAttempts()).isEqualTo(3);
    }
  }

  /** So old that they have begun a trial. */
  private static void killTheOld(SparkCluster cluster) {
    try {
      while (true) {
        Thread.sleep(200);
        Instant old = Instant.now().minus(EXECUTOR_STARTS);
        cluster.executors().stream()
            .filter(executor -> executor.info().startInstant().orElse(old).isBefore(old))
            .forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void clustersThatCannotWorkAreNamedInOneLine() throws Exception {
    try (SparkCluster cluster = new SparkCluster(folder.resolve("cluster"));
        SearchProcess search =
            search(
                "run",
                looked(),
                cluster,
                "-Dspark.scheduler.maxRegisteredResourcesWaitingTime=1s",
                "-Dspark.lambdanas.executorTimeout=2s")) {
      assertThat(search.failure(on(cluster)))
          .isEqualTo(
              "lnas: no worker of the Spark cluster at %s has had room for an executor (cores: 1,"
                      .formatted(cluster.master())
                  + " memory: 512m) for 2 s: start workers, or ask for fewer --trial-threads");
      cluster.close();
      assertThat(search.failure(on(cluster)))
          .isEqualTo(
              "lnas: no Spark master answers at %s (Connection refused): start it, or name another"
                      .formatted(cluster.master())
                  + " with --spark-master");
      assertThat(search.failure(List.of("--backend", "spark", "--spark-master", "spork://a:7077")))
          .isEqualTo(
              "lnas: --spark-master is 'spork://a:7077': must be like local[2] or spark://HOST:7077");
    }
  }
}
