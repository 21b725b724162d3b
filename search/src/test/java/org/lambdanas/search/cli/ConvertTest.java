package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.PredictorSpec;

class ConvertTest {

  private static final String EDGES =
      "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|avg_pool_3x3~0|skip_connect~1|nor_conv_3x3~2|";
  private static final String NASLIB = "(2, 1, 4, 3, 0, 2)";

  @TempDir Path folder;

  private static String fails(int code, String... args) {
    StringWriter err = new StringWriter();
    assertThat(Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err)))
        .as(err.toString())
        .isEqualTo(code);
    assertThat(err.toString()).hasLineCount(1);
    return err.toString();
  }

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    assertThat(Main.run(args, new PrintWriter(out), new PrintWriter(err)))
        .as(err.toString())
        .isZero();
    return out.toString().strip();
  }

  @Test
  void betweenTheTextFormsOfAnArchitecture() {
    assertThat(run("convert", EDGES, "--to", "naslib")).isEqualTo(NASLIB);
    assertThat(run("convert", NASLIB, "--to", "text")).isEqualTo(EDGES);
    assertThat(run("convert", NASLIB, "--space", "nasbench201"))
        .isEqualTo("nasbench201  " + EDGES + System.lineSeparator() + "naslib  " + NASLIB);
  }

  @Test
  void throughEveryMessageFormatAndBack() {
    for (String name : new String[] {"a.txtpb", "a.binpb", "a.json", "a.json.gz"}) {
      String file = folder.resolve(name).toString();
      run("convert", EDGES, "--output", file);
      assertThat(run("convert", file, "--to", "text")).isEqualTo(EDGES);
    }
  }

  @Test
  void textFormsThatAreJsonMayLieInJsonFiles() throws Exception {
    Path file = folder.resolve("cell.json");
    Files.writeString(
        file,
        "{\"matrix\": [[0, 1, 0], [0, 0, 1], [0, 0, 0]], \"ops\": [\"input\", \"maxpool3x3\","
            + " \"output\"]}");
    String cell = "input maxpool3x3(0) output(1)";
    assertThat(run("convert", file.toString(), "--to", "text")).isEqualTo(cell);
    assertThat(run("convert", file.toString(), "--space", "nasbench101", "--to", "text"))
        .isEqualTo(cell);
    Files.writeString(file, "{\"matrix\": 1}");
    assertThat(fails(3, "convert", file.toString())).contains("cell.json");
  }

  /** As they lie in repositories and logs. */
  @Test
  void architecturesAreReadFromFilesOfAnyEnding() throws Exception {
    Path log = folder.resolve("log.txt");
    Files.writeString(log, "[2020-01-01] the best one:\n  '" + EDGES + "' @ epoch 49\n");
    assertThat(run("convert", log.toString(), "--to", "naslib")).isEqualTo(NASLIB);
    Path python = folder.resolve("best.py");
    Files.writeString(
        python,
        """
        matrix = [[0, 1, 0],  # input
                  [0, 0, 1],
                  [0, 0, 0]]
        ops = ['input', 'maxpool3x3', 'output']
        """);
    String cell = "input maxpool3x3(0) output(1)";
    assertThat(run("convert", python.toString(), "--to", "text")).isEqualTo(cell);
    assertThat(run("describe", "--space", "nasbench101", "--architecture", python.toString()))
        .contains(cell);
    Path huge = Files.write(folder.resolve("huge.txt"), new byte[2 << 20]);
    assertThat(fails(3, "convert", huge.toString()).lines())
        .singleElement()
        .asString()
        .contains("huge.txt");
    Path deep = Files.writeString(folder.resolve("deep.py"), "Genotype(" + "[".repeat(1 << 19));
    assertThat(fails(3, "convert", deep.toString()).lines())
        .singleElement()
        .asString()
        .contains("deep.py")
        .hasSizeLessThan(1100);
  }

  @Test
  void printsMessages() {
    assertThat(run("convert", NASLIB, "--to", "txtpb")).startsWith("space: \"nasbench201\"");
    assertThat(JsonParser.parseString(run("convert", NASLIB, "--to", "json")).isJsonObject())
        .isTrue();
    assertThat(run("convert", NASLIB, "--to", "binpb")).startsWith("CgtuYXNiZW5jaDIwM");
  }

  @Test
  void anyMessageTypeIsConverted() throws Exception {
    Path text = folder.resolve("spec.txtpb");
    Files.writeString(text, "predictor: 'xgb' space: 'darts' seed: 3");
    Path json = folder.resolve("spec.json");
    run("convert", text.toString(), "--type", "PredictorSpec", "--output", json.toString());
    assertThat(Messages.read(json, PredictorSpec.getDefaultInstance()).getSeed()).isEqualTo(3);
    assertThat(run("convert", json.toString(), "--type", "lambdanas.v1.PredictorSpec"))
        .contains("predictor: \"xgb\"");
  }

  @Test
  void tellsProgramsEveryForm() {
    JsonObject json = JsonParser.parseString(run("convert", EDGES, "--json")).getAsJsonObject();
    assertThat(json.get("type").getAsString()).isEqualTo("Architecture");
    assertThat(json.getAsJsonObject("texts").get("naslib").getAsString()).isEqualTo(NASLIB);
    assertThat(json.getAsJsonObject("message").get("space").getAsString()).isEqualTo("nasbench201");
    JsonObject printed =
        JsonParser.parseString(run("convert", EDGES, "--to", "naslib", "--json")).getAsJsonObject();
    assertThat(printed.get("printed").getAsString()).isEqualTo(NASLIB);
  }

  @Test
  void badInputAndBadOptionsHaveTheirCodes() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"space\": 1");
    assertThat(fails(3, "convert", broken.toString())).contains("broken.json");
    assertThat(fails(3, "convert", "nonsense")).contains("not a NAS-Bench-201 cell");
    assertThat(fails(3, "convert", folder.resolve("none.txtpb").toString()))
        .contains("no such file");
    assertThat(fails(2, "convert", EDGES, "--to", "yaml")).contains("naslib");
    assertThat(fails(2, "convert", EDGES, "--type", "Nothing")).contains("known are");
    assertThat(fails(2, "convert", EDGES, "--type", "SearchResult")).contains("is read from");
    assertThat(fails(2, "convert", EDGES, "--space", "nowhere")).contains("unknown search space");
    assertThat(fails(2, "convert", EDGES, "--output", "a.yaml")).contains(".txtpb");
    fails(2, "convert", EDGES, "--to", "text", "--output", "a.json");
  }
}
