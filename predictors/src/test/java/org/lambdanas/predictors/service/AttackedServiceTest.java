package org.lambdanas.predictors.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.testing.ChildJvm;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.testing.Cells;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.ServerConfig;

/** Whatever some callers do, others are answered, and the server stops when it is told to. */
class AttackedServiceTest {

  private static final PredictorCatalogue CATALOGUE = PredictorCatalogue.registered();

  private final List<AutoCloseable> open = new java.util.ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private static ServerConfig.Builder config() {
    return FieldSetting.withDefaults(ServerConfig.newBuilder()).setPort(0);
  }

  private PredictorServer start(ServerConfig.Builder config) {
    PredictorServer server = PredictorServer.start(CATALOGUE, config.build());
    open.add(0, server);
    return server;
  }

  private AttackedServer attack(int port) {
    AttackedServer attacked = new AttackedServer(port);
    open.add(0, attacked);
    return attacked;
  }

  private static void await(Supplier<Boolean> condition) throws InterruptedException {
    for (int i = 0; i < 12_000 && !condition.get(); i++) {
      Thread.sleep(5);
    }
    assertThat(condition.get()).isTrue();
  }

  @Test
  void fitsWithoutEndEndWithTheirCalls() throws Exception {
    AttackedServer server = attack(start(config().setFitThreads(1).setMaxFitSeconds(3600)).port());
    fitsWithoutEndEndWithTheirCalls(server, 4);
    assertThat(server.fit(1e6, 60_000).getDescription())
        .contains("FitRequest.spec.tuning_seconds")
        .contains("at most 3600 s");
    assertThat(server.fit(1e9, 60_000).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private static void fitsWithoutEndEndWithTheirCalls(AttackedServer server, int count)
      throws Exception {
    assertThat(server.endlessFits(count))
        .extracting(Status::getCode)
        .isSubsetOf(Status.Code.DEADLINE_EXCEEDED, Status.Code.RESOURCE_EXHAUSTED);
    server.answers();
    assertThat(server.fit()).startsWith("rf-");
  }

  @Test
  void noFitOrQueryTakesLongerThanTheServerAllows() throws Exception {
    AttackedServer server =
        attack(start(config().setMaxFitSeconds(1).setMaxQuerySeconds(1)).port());
    // Tuning is over in time, but there are too many trees.
    assertThat(server.fit(1, 60_000).getCode()).isIn(Status.Code.OK, Status.Code.DEADLINE_EXCEEDED);
    Queue<Status> ends = new ConcurrentLinkedQueue<>();
    open.add(0, server.queries(server.slowModel(), 3, (number, status) -> ends.add(status))::get);
    await(() -> ends.size() == 3);
    assertThat(ends)
        .allSatisfy(
            status ->
                assertThat(status.getDescription()).contains("the query took longer than 1 s"));
  }

  @Test
  void queriesOfASlowModelWaitWithoutThreadsButNotTooMany() throws Exception {
    AttackedServer server = attack(start(config().setMaxWaitingQueries(8)).port());
    queriesOfASlowModelWait(server, 80, 8);
  }

  private void queriesOfASlowModelWait(AttackedServer server, int count, int waiting)
      throws Exception {
    String slow = server.slowModel();
    Queue<Status> ends = new ConcurrentLinkedQueue<>();
    AutoCloseable leave = server.queries(slow, count, (number, status) -> ends.add(status))::get;
    open.add(0, leave);
    await(() -> ends.size() >= count - waiting);
    server.answers();
    assertThat(ends).hasSize(count - waiting);
    assertThat(ends)
        .allSatisfy(
            status -> {
              assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(status.getDescription()).contains("waiting already");
            });
    // Another model is another queue.
    String other = server.fit();
    Queue<Status> others = new ConcurrentLinkedQueue<>();
    open.add(0, server.queries(other, 5, (number, status) -> others.add(status))::get);
    await(() -> others.size() == 5);
    assertThat(others).extracting(Status::getCode).containsOnly(Status.Code.OK);
    // Whose callers are gone, those queries are forgotten: there is room at once.
    leave.close();
    Queue<Status> later = new ConcurrentLinkedQueue<>();
    await(
        () -> {
          later.clear();
          Supplier<Void> again = server.queries(slow, 1, (number, status) -> later.add(status));
          open.add(0, again::get);
          try {
            Thread.sleep(20);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return later.isEmpty();
        });
    server.release(slow);
    server.release(other);
  }

  @Test
  void messagesThatNeverEndTakeOnlySoMuchMemory() throws Exception {
    AttackedServer server = attack(start(config().setMaxMessageMib(1).setMaxMemoryMib(4)).port());
    assertThat(server.unfinished(12, 1, 16_384)).isBetween(1, 4);
    server.answers();
    // What is small always gets through.
    assertThat(server.fit(1e9, 60_000).getCode()).isNotEqualTo(Status.Code.UNAVAILABLE);
    server.leave();
    await(() -> server.fit(0, 60_000).isOk());
    // Small pieces weigh more than their bytes.
    assertThat(server.unfinished(3, 1, 16)).isZero();
    server.answers();
  }

  @Test
  void newConnectionsTakeThePlaceOfSilentOnes() throws Exception {
    AttackedServer server = attack(start(config().setMaxConnections(10)).port());
    server.answers();
    server.connections(40);
    server.answers();
  }

  @Test
  void damagedModelsAreRefused() throws Exception {
    AttackedServer server = attack(start(config()).port());
    damagedModelsAreRefused(server, 6, Stream.of("rf", "gp", "bohamiann"));
  }

  private static void damagedModelsAreRefused(
      AttackedServer server, int count, Stream<String> predictors) {
    predictors.forEach(
        id -> {
          PredictorSpec.Builder spec =
              PredictorSpec.newBuilder().setPredictor(id).setSpace("nasbench201");
          CATALOGUE.byId(id).description().settings().stream()
              .filter(setting -> setting.name().equals("trees") || setting.name().equals("rounds"))
              .forEach(
                  setting ->
                      spec.addSettings(Feature.newBuilder().setName(setting.name()).setValue(3)));
          FittedPredictor fitted;
          try (Model model = CATALOGUE.fit(spec.build(), Cells.observations(20, 1))) {
            fitted = model.save();
          }
          assertThat(server.damagedLoads(fitted, count))
              .as(id)
              .extracting(Status::getCode)
              .isSubsetOf(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
          server.answers();
        });
  }

  @Test
  void stopsWhateverCallersDo() throws Exception {
    PredictorServer started = start(config().setFitThreads(1));
    AttackedServer server = attack(started.port());
    server.connections(6);
    assertThat(server.unfinished(2, 1, 16_384)).isEqualTo(2);
    assertThat(started.drain(Duration.ofSeconds(60))).as("nothing was at work").isTrue();

    PredictorServer working = start(config().setFitThreads(1));
    Thread caller = new Thread(() -> attack(working.port()).fit(3600, 60_000));
    caller.start();
    await(() -> fitThreads().count() == 1);
    assertThat(working.drain(Duration.ofMillis(100))).as("a fit was at work").isFalse();
    working.close();
    caller.join();
    // A pool has ended before the last of its threads is gone.
    await(() -> fitThreads().findAny().isEmpty());
  }

  private static Stream<Thread> fitThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("fit"));
  }

  /** The server of {@link #atFullSize} in a process of its own. */
  public static void main(String[] args) throws IOException {
    try (PredictorServer server = PredictorServer.start(CATALOGUE, config().build())) {
      System.out.println(server.port());
      System.in.read();
      System.out.println(server.drain(Duration.ofSeconds(30)));
    }
  }

  @Test
  @Tag("study")
  void atFullSize(TestReporter reporter) throws Exception {
    Process process =
        new ProcessBuilder(ChildJvm.command(AttackedServiceTest.class.getName(), "-Xmx512m"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    open.add(process::destroyForcibly);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    AttackedServer server = attack(Integer.parseInt(out.readLine()));
    server.answers();
    server.slowest();
    report(reporter, "at rest", server, process);
    fitsWithoutEndEndWithTheirCalls(server, 20);
    report(reporter, "20 fits without end", server, process);
    queriesOfASlowModelWait(server, 300, 64);
    report(reporter, "300 queries of a slow model", server, process);
    int taken = server.unfinished(120, 64, 16_384);
    server.answers();
    report(reporter, "120 unfinished messages, held " + taken, server, process);
    server.leave();
    await(() -> server.fit(0, 60_000).isOk());
    server.connections(5000);
    server.answers();
    report(reporter, "5000 idle connections", server, process);
    damagedModelsAreRefused(
        server,
        20,
        CATALOGUE.predictors().stream()
            .map(predictor -> predictor.description())
            .filter(description -> description.family() == Family.MODEL_BASED)
            .map(description -> description.id())
            .filter(id -> !id.startsWith("toy_")));
    report(reporter, "damaged models", server, process);
    server.unfinished(3, 8, 16_384);
    Thread caller = new Thread(() -> server.fit(3600, 120_000));
    caller.start();
    long start = System.nanoTime();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    reporter.publishEntry("stop", (System.nanoTime() - start) / 1e9 + " s, " + out.readLine());
    assertThat(process.exitValue()).isZero();
    caller.join();
  }

  private static void report(
      TestReporter reporter, String attack, AttackedServer server, Process process)
      throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    String memory =
        Files.exists(status)
            ? Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\s+", " "))
                .collect(Collectors.joining(", "))
            : "memory unknown";
    reporter.publishEntry(attack, "slowest answer " + server.slowest() + " s, " + memory);
  }
}
