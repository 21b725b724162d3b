package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.lambdanas.graph.testing.ChildJvm;

/** The server and its clients as processes of their own. Closed, none of them is left. */
final class ServiceProcesses implements AutoCloseable {

  /** Debian's own Python: its packages are not for others that may come first on the path. */
  static final String PYTHON = "/usr/bin/python3";

  private static final String INSTALL =
      "apt-get install python3-grpcio python3-grpc-tools python3-protobuf";

  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  /**
   * None yet.
   *
   * @param folder for what they write
   */
  ServiceProcesses(Path folder) {
    this.folder = folder;
  }

  /** What a process came to. */
  record Run(int code, String out, String err) {}

  Run run(String... command) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        start(new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()));
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
    return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** Starts a server. */
  Process serve(Path err, String... options) throws IOException {
    List<String> command = ChildJvm.command(Main.class.getName(), "-Xmx512m");
    command.addAll(List.of("predictors", "serve"));
    command.addAll(List.of(options));
    return start(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(err.toFile())));
  }

  /** Waits until a server listens; says at which port. */
  static String port(Process server) throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8)).readLine();
    assertThat(line).startsWith("listening on 127.0.0.1:");
    return line.substring(line.lastIndexOf(':') + 1);
  }

  /** A client that comes with the tests, as a file. */
  Path client(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = ServiceProcesses.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    return file;
  }

  /**
   * What Python makes of some .proto files and nothing else; the test is skipped without its
   * packages.
   *
   * @param names without folder and ending
   * @return the folder of its modules
   */
  Path pythonStubs(String... names) throws Exception {
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
    for (String name : names) {
      command.add(protos.resolve("lambdanas/v1/" + name + ".proto").toString());
    }
    Run generated = run(command.toArray(String[]::new));
    assertThat(generated.code()).as(generated.err()).isZero();
    return stubs;
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }
}
