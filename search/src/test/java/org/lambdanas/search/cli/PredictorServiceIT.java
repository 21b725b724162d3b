package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FitRequest;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Observations;
import org.lambdanas.proto.v1.PredictorSpec;

/** The server as a process of its own, and a client in Python from the .proto files alone. */
class PredictorServiceIT {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  @TempDir private Path folder;
  private ServiceProcesses processes;

  @BeforeEach
  void begin() {
    processes = new ServiceProcesses(folder);
  }

  @AfterEach
  void leaveNoProcess() {
    processes.close();
  }

  private static List<Observation> observations() {
    return IntStream.range(0, 60)
        .mapToObj(i -> SPACE.sample(new Seed(i).child("fit").random()))
        .map(
            cell ->
                Observation.newBuilder()
                    .setArchitecture(cell)
                    .setTarget(SPACE.codeOf(cell) % 997 / 10.0)
                    .build())
        .toList();
  }

  @Test
  void pythonFitsAndQueriesAndGetsThePredictionsOfQuery() throws Exception {
    Path stubs =
        processes.pythonStubs(
            "settings",
            "architecture",
            "tensor",
            "network",
            "run",
            "score",
            "prediction",
            "predictor_service");
    List<Observation> observations = observations();
    Path cells = folder.resolve("cells.txt");
    Files.write(
        cells,
        IntStream.range(0, 200)
            .mapToObj(i -> SPACE.format(SPACE.sample(new Seed(i).child("ask").random())))
            .toList());
    FitRequest request =
        FitRequest.newBuilder()
            .setSpec(
                PredictorSpec.newBuilder()
                    .setPredictor("rf")
                    .setSeed(11)
                    .addSettings(Feature.newBuilder().setName("trees").setValue(20)))
            .addAllObservations(observations)
            .build();
    Path fit =
        Files.writeString(folder.resolve("fit.txtpb"), Messages.print(request, MessageFormat.TEXT));
    Path err = folder.resolve("server.err");
    Process server = processes.serve(err, "--port", "0");
    ServiceProcesses.Run python =
        processes.run(
            ServiceProcesses.PYTHON,
            processes.client("predictor_client.py").toString(),
            stubs.toString(),
            ServiceProcesses.port(server),
            fit.toString(),
            cells.toString());
    assertThat(python.code()).as(python.err()).isZero();

    Path file = folder.resolve("observations.binpb");
    Messages.write(file, Observations.newBuilder().addAllObservations(observations).build());
    Path model = folder.resolve("model.binpb");
    Invocation fitted =
        Invocation.of(
            "predictors",
            "fit",
            file.toString(),
            "--predictor",
            "rf",
            "--seed",
            "11",
            "--set",
            "trees=20",
            "--output",
            model.toString());
    assertThat(fitted.code()).as(fitted.err()).isZero();
    List<String> lines =
        Invocation.of("predictors", "query", model.toString(), cells.toString())
            .out()
            .lines()
            .toList();
    List<Double> expected =
        lines.stream().skip(1).map(line -> Double.parseDouble(line.split("\t", -1)[1])).toList();
    assertThat(python.out().lines().map(Double::parseDouble)).hasSize(200).isEqualTo(expected);

    stopsOnCtrlC(server, err);
  }

  private static void stopsOnCtrlC(Process server, Path err) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "needs /bin/kill");
    int sent =
        new ProcessBuilder("/bin/kill", "-INT", Long.toString(server.pid())).start().waitFor();
    assertThat(sent).isZero();
    assertThat(server.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
    assertThat(server.exitValue()).as(Files.readString(err)).isZero();
    // Nothing but these lines: no library has anything to say.
    assertThat(err).hasContent("stopping: waiting for the calls under way\nstopped");
  }
}
