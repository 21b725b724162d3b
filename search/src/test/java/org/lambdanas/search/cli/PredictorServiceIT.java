package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.testing.ChildJvm;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FitRequest;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Observations;
import org.lambdanas.proto.v1.PredictorSpec;

/** The server as a process of its own, and a client in Python from the .proto files alone. */
class PredictorServiceIT {

  /** Debian's own Python: its packages are not for others that may come first on the path. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final String INSTALL =
      "apt-get install python3-grpcio python3-grpc-tools python3-protobuf";

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void leaveNoProcess() {
    started.forEach(Process::destroyForcibly);
  }

  private record Run(int code, String out, String err) {}

  private Run run(String... command) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    started.add(process);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
    return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  private Path generateStubs() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PYTHON)), "needs " + PYTHON + ": " + INSTALL);
    Run check = run(PYTHON, "-c", "import grpc, grpc_tools.protoc, google.protobuf");
    assumeTrue(check.code() == 0, "needs a gRPC client: " + INSTALL);
    Path root = Path.of("").toAbsolutePath();
    if (!Files.exists(root.resolve("lnas"))) {
      // Tests run in the folder of their module.
      root = root.resolveSibling(".");
    }
    Path protos = root.resolve("proto/src/main/proto").normalize();
    Path stubs = Files.createDirectory(folder.resolve("stubs"));
    List<String> command =
        new ArrayList<>(
            List.of(
                PYTHON,
                "-m",
                "grpc_tools.protoc",
                "-I" + protos,
                "--python_out=" + stubs,
                "--grpc_python_out=" + stubs));
    for (String name :
        List.of(
            "settings",
            "architecture",
            "tensor",
            "network",
            "run",
            "score",
            "prediction",
            "predictor_service")) {
      command.add(protos.resolve("lambdanas/v1/" + name + ".proto").toString());
    }
    Run generated = run(command.toArray(String[]::new));
    assertThat(generated.code()).as(generated.err()).isZero();
    return stubs;
  }

  private Process serve(Path err) throws IOException {
    List<String> command = ChildJvm.command(Main.class.getName(), "-Xmx512m");
    command.addAll(List.of("predictors", "serve", "--port", "0"));
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    started.add(process);
    return process;
  }

  private static String port(Process server) throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8)).readLine();
    assertThat(line).startsWith("listening on 127.0.0.1:");
    return line.substring(line.lastIndexOf(':') + 1);
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
    Path stubs = generateStubs();
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
    Path client = folder.resolve("client.py");
    Files.copy(PredictorServiceIT.class.getResourceAsStream("predictor_client.py"), client);

    Path err = folder.resolve("server.err");
    Process server = serve(err);
    Run python =
        run(
            PYTHON,
            client.toString(),
            stubs.toString(),
            port(server),
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
