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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FrontPoint;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.search.api.GuidedSearch;

/**
 * Programs in other languages search by asking and telling. The server is killed twice on the way;
 * the search is the one that this program makes by itself.
 */
class SearchServiceIT {

  private static final String METRIC = "cifar100_test_200ep_seed888";
  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  private static final BenchmarkTableFile TABLE = PublishedTables.bySpace(SPACE.id()).orElseThrow();

  @TempDir private Path folder;
  private ServiceProcesses processes;
  private Path err;

  @BeforeEach
  void begin() {
    processes = new ServiceProcesses(folder);
    err = folder.resolve("server.err");
  }

  @AfterEach
  void leaveNoProcess() {
    processes.close();
  }

  private static double value(Architecture architecture) {
    return TABLE.value(TABLE.findAny(architecture).orElseThrow(), METRIC);
  }

  /** What stands for training: the value of each architecture. */
  private Path values() throws IOException {
    return Files.writeString(
        folder.resolve("values.json"),
        SPACE.members().stream()
            .map(cell -> "\"" + SPACE.format(cell) + "\": " + value(cell))
            .collect(Collectors.joining(",\n", "{", "}")));
  }

  private Process serve(String port) throws IOException {
    return processes.serve(err, "--port", port, "--studies", folder.resolve("studies").toString());
  }

  /** Runs a client, and kills the server each time so many more lines have come from it. */
  private List<String> linesOf(List<String> program, List<String> arguments, List<Integer> kills)
      throws Exception {
    Process server = serve("0");
    String port = ServiceProcesses.port(server);
    List<String> command = new ArrayList<>(program);
    command.add(port);
    command.add(values().toString());
    command.addAll(arguments);
    Path clientErr = folder.resolve("client.err");
    Process client = processes.start(new ProcessBuilder(command).redirectError(clientErr.toFile()));
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        // JavaScript writes 68 for 68.0.
        int number = line.lastIndexOf(' ') + 1;
        lines.add(line.substring(0, number) + Double.parseDouble(line.substring(number)));
        if (kills.contains(lines.size())) {
          // SIGKILL, in whatever it is doing.
          assertThat(server.destroyForcibly().waitFor(1, TimeUnit.MINUTES)).isTrue();
          server = serve(port);
          assertThat(ServiceProcesses.port(server)).isEqualTo(port);
        }
      }
    }
    assertThat(client.waitFor(1, TimeUnit.MINUTES)).as("ends").isTrue();
    assertThat(client.exitValue()).as(Files.readString(clientErr) + Files.readString(err)).isZero();
    return lines;
  }

  private static List<String> expected(GuidedResult result) {
    List<String> lines = new ArrayList<>();
    result
        .getQueriesList()
        .forEach(query -> lines.add(query.getArchitectureText() + " " + query.getValue()));
    lines.add("best " + result.getArchitectureText() + " " + result.getBestValue());
    for (FrontPoint point : result.getFront().getPointsList()) {
      lines.add("front " + point.getArchitectureText() + " " + point.getValues(1));
    }
    return lines;
  }

  private static GuidedSearch search(StrategyKind method, int queries, long seed) {
    return GuidedSearch.in(SPACE.id())
        .method(method)
        .objective(SearchServiceIT::value)
        .configure(config -> config.getObjectiveBuilder().getExternalBuilder().setName("accuracy"))
        .queries(queries)
        .seed(seed);
  }

  @Test
  void pythonIsGuidedAlsoBeyondTheDeathOfTheServer() throws Exception {
    Path stubs =
        processes.pythonStubs(
            "settings",
            "architecture",
            "tensor",
            "network",
            "run",
            "score",
            "prediction",
            "model",
            "budget",
            "strategy",
            "outcome",
            "search_service");
    List<String> lines =
        linesOf(
            List.of(
                ServiceProcesses.PYTHON,
                processes.client("search_client.py").toString(),
                stubs.toString()),
            List.of("STRATEGY_KIND_GUIDED", "16", "3"),
            List.of(4, 13));
    GuidedResult expected =
        search(StrategyKind.STRATEGY_KIND_GUIDED, 16, 3)
            .configure(config -> config.getBudgetBuilder().addMinimise("params"))
            .run()
            .orElseThrow();
    assertThat(lines).isEqualTo(expected(expected));
    assertThat(lines).anyMatch(line -> line.startsWith("front "));
  }

  @Test
  void nodeIsGuidedAlsoBeyondTheDeathOfTheServer() throws Exception {
    assumeTrue(hasNode(), "needs node: apt-get install nodejs");
    StrategyKind method = StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION;
    List<String> lines =
        linesOf(
            List.of("node", processes.client("search_client.js").toString()),
            List.of(Integer.toString(method.getNumber()), "60", "4"),
            List.of(1, 41));
    assertThat(lines).isEqualTo(expected(search(method, 60, 4).run().orElseThrow()));
  }

  private boolean hasNode() throws Exception {
    try {
      return processes.run("node", "--version").code() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
