package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;

class DescribeTest {

  private static final String CELL =
      "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|avg_pool_3x3~0|skip_connect~1|nor_conv_3x3~2|";
  private static final String CONVOLUTIONS =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
          + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";
  private static final String SKIPS =
      "|skip_connect~0|+|skip_connect~0|skip_connect~1|"
          + "+|skip_connect~0|skip_connect~1|skip_connect~2|";

  @TempDir Path folder;

  private record Run(int code, String out, String err) {}

  private static Run describe(String... options) {
    List<String> arguments = new ArrayList<>(List.of("describe"));
    arguments.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(arguments.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    return new Run(code, out.toString(), err.toString());
  }

  private static JsonObject json(String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--json");
    Run run = describe(arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  @ParameterizedTest
  @CsvSource({"10, 1686106", "100, 1691956", "120, 1693256"})
  void countsTheWeightsOfSuperNetworks(String classes, long weights) {
    JsonObject json = json("--space", "nasbench201", "--classes", classes);
    assertThat(json.get("super_network_weights").getAsLong()).isEqualTo(weights);
    assertThat(json.get("super_network_multiply_accumulates").getAsLong()).isPositive();
    assertThat(json.get("classes").getAsString()).isEqualTo(classes);
    assertThat(json.get("space").getAsString()).isEqualTo("nasbench201");
    assertThat(json.get("channels").getAsInt()).isEqualTo(16);
    assertThat(json.get("cells_per_stage").getAsInt()).isEqualTo(5);
    assertThat(json.get("architectures").getAsLong()).isEqualTo(15_625);
    assertThat(json.get("searchable_cells").getAsInt()).isEqualTo(15);
    JsonObject type = json.getAsJsonArray("cell_types").get(0).getAsJsonObject();
    assertThat(type.getAsJsonArray("edges")).hasSize(6);
    assertThat(json.has("weights")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({SKIPS + ", 73306", CONVOLUTIONS + ", 1531546"})
  void countsTheWeightsOfDiscreteNetworks(String cell, long weights) {
    JsonObject json = json("--architecture", cell);
    assertThat(json.get("weights").getAsLong()).isEqualTo(weights);
    assertThat(json.get("super_network_weights").getAsLong()).isEqualTo(1_686_106);
  }

  @Test
  void costsAreThoseOfTheBenchmark() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    SplittableRandom random = new SplittableRandom(1);
    int same = 0;
    for (int i = 0; i < 40; i++) {
      long row = random.nextLong(table.rows());
      Architecture cell = table.architecture(row);
      JsonObject json = json("--architecture", NasBench201Space.INSTANCE.format(cell));
      double millions = json.get("weights").getAsLong() / 1e6;
      same += Math.abs(millions - table.value(row, "params_millions")) < 1e-6 ? 1 : 0;
    }
    // In 204 of 15 625 rows the published number is a mean with other cells' in it.
    assertThat(same).isGreaterThanOrEqualTo(37);
  }

  @Test
  void namesCountsAndLooksUpAnArchitecture() {
    JsonObject json = json("--architecture", "(2, 1, 4, 3, 0, 2)", "--channels", "4");
    assertThat(json.get("architecture").getAsString()).isEqualTo(CELL);
    assertThat(json.getAsJsonObject("texts").get("naslib").getAsString())
        .isEqualTo("(2, 1, 4, 3, 0, 2)");
    assertThat(json.get("code").getAsLong()).isEqualTo(9733);
    assertThat(json.get("canonical").getAsString()).isEqualTo(CELL);
    assertThat(json.get("is_canonical").getAsBoolean()).isTrue();
    assertThat(json.get("multiply_accumulates").getAsLong()).isPositive();
    assertThat(json.get("skip_share").getAsDouble()).isEqualTo(1.0 / 6);
    assertThat(json.get("parameter_free_share").getAsDouble()).isEqualTo(0.5);
    assertThat(json.getAsJsonObject("published").getAsJsonArray("metrics"))
        .map(JsonElement::getAsJsonObject)
        .filteredOn(
            metric ->
                metric
                    .getAsJsonObject("metric")
                    .get("name")
                    .getAsString()
                    .equals("cifar10_test_200ep_mean"))
        .singleElement()
        .satisfies(
            metric -> {
              assertThat(metric.get("value").getAsDouble()).isEqualTo(92.2);
              assertThat(metric.get("of").getAsLong()).isEqualTo(15_625);
            });
    assertThat(describe("--architecture", CELL).out())
        .contains(CELL, "9 733 of 15 625", "17 % of the edges", "587 386", "92.2 percent");
  }

  @Test
  void anotherCellIsItsCanonicalForm() {
    // Nothing leads to node 1, so what comes from it is nothing too.
    JsonObject json =
        json(
            "--architecture",
            "|none~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1~2|");
    assertThat(json.get("is_canonical").getAsBoolean()).isFalse();
    assertThat(json.get("canonical").getAsString())
        .isEqualTo("|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|");
  }

  @Test
  void drawsTextAndPicture() throws IOException {
    Path message = folder.resolve("cell.txtpb");
    Messages.write(message, NasBench201Space.INSTANCE.parse(CELL));
    Path svg = folder.resolve("new").resolve("cell.svg");
    Run run = describe("--architecture", message.toString(), "--ascii", "--svg", svg.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("+- nor_conv_3x3 ->|", "none: node 2 <- input", "drawn to " + svg);
    assertThat(Files.readString(svg)).contains("<svg", "avg_pool_3x3").endsWith(">\n");
    JsonObject json =
        json("--architecture", message.toString(), "--ascii", "--svg", svg.toString());
    assertThat(json.get("svg").getAsString()).isEqualTo(svg.toString());
    assertThat(json.getAsJsonArray("drawing").get(2).getAsString()).contains("+- nor_conv_3x3 ->|");
  }

  @Test
  void badInputAndBadOptionsHaveTheirCodes() throws IOException {
    assertThat(fails(3, "--architecture", CELL.replace("none", "magic"))).contains("'magic'");
    assertThat(fails(3, "--architecture", "nonsense")).contains("not a NAS-Bench-201 cell");
    Path broken = Files.writeString(folder.resolve("broken.json"), "{");
    assertThat(fails(3, "--architecture", broken.toString())).contains("broken.json");
    Path foreign = folder.resolve("foreign.txtpb");
    Files.writeString(foreign, "space: 'elsewhere' edge_cell { operations: 'none' }");
    assertThat(fails(3, "--architecture", foreign.toString())).contains("elsewhere");
    assertThat(fails(3, "--architecture", CELL, "--svg", folder.toString())).contains("folder");
    assertThat(fails(2, "--space", "nowhere")).contains("nowhere");
    assertThat(fails(2, "--channels", "0")).contains("channels is 0");
    assertThat(fails(2, "--image-size", "30")).contains("30");
    assertThat(fails(2, "--svg", "cell.svg")).contains("--architecture");
    assertThat(fails(2, "--ascii")).contains("--architecture");
  }

  private static String fails(int code, String... options) {
    Run run = describe(options);
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).hasLineCount(1);
    return run.err();
  }

  @Test
  void networksOfNasBench101CostWhatTheirAuthorsCount() {
    String cell = "input maxpool3x3(0) conv3x3-bn-relu(0) output(1,2)";
    JsonObject json = json("--space", "nasbench101", "--architecture", cell);
    assertThat(json.get("architecture").getAsString()).isEqualTo(cell);
    assertThat(json.get("super_network").getAsBoolean()).isFalse();
    assertThat(json.getAsJsonObject("texts").has("matrix")).isTrue();
    assertThat(json.get("neighbours").getAsInt()).isEqualTo(4 + 4 + 2);
    // Two 1x1 convolutions and a 3x3 convolution of half of the output's channels in each cell.
    assertThat(json.get("weights").getAsLong()).isEqualTo(3_207_690);
    assertThat(json.get("channels").getAsInt()).isEqualTo(128);
    assertThat(json.get("cells_per_stage").getAsInt()).isEqualTo(3);
    assertThat(describe("--space", "nasbench101").out()).contains("none", "maxpool3x3");
    assertThat(describe("--space", "nasbench101", "--architecture", cell, "--channels", "16").out())
        .contains("projection", "joined");
  }

  @Test
  void spacesWithoutNetworksAreDescribedAsFarAsTheyGo() {
    assertThat(describe("--space", "nasbench_nlp").out()).contains("nasbench_nlp", "none");
    Run sized = describe("--space", "nasbench_nlp", "--channels", "16");
    assertThat(sized.code()).isEqualTo(2);
    assertThat(sized.err()).contains("leave out --channels").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "search --space nasbench101",
    "search --space nasbench_nlp",
    "compare --space nasbench_nlp",
    "bench --space nasbench101"
  })
  void whatNeedsASuperNetworkSaysSoInOneLine(String line) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(line.split(" "), new PrintWriter(out), new PrintWriter(err));
    assertThat(code).as(err.toString()).isEqualTo(2);
    assertThat(err.toString()).contains("has no super-network").hasLineCount(1);
  }
}
