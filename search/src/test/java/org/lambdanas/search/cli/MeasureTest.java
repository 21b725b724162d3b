package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureTest {

  private static final String CELL =
      "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|nor_conv_1x1~2|";

  @TempDir private Path folder;

  private record Run(int code, String out, String err) {}

  private static Run lnas(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(arguments, new PrintWriter(out), new PrintWriter(err));
    return new Run(code, out.toString(), err.toString());
  }

  private static Run measure(String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("measure", "--channels", "2", "--cells-per-stage", "1"));
    arguments.addAll(List.of("--image-size", "8", "--runs", "3", "--warm-up", "1", "--json"));
    arguments.addAll(List.of(options));
    return lnas(arguments.toArray(String[]::new));
  }

  @Test
  void aModelOfThisMachineLimitsASearch() {
    String model = folder.resolve("mine.txtpb").toString();
    Run run = measure("--networks", "4", "--batch-size", "2", "--output", model);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("4 of 4 networks");
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("measurements")).hasSize(4);
    json.getAsJsonArray("measurements")
        .forEach(
            one -> {
              JsonObject times = one.getAsJsonObject();
              assertThat(times.get("milliseconds").getAsDouble())
                  .isBetween(times.get("lower").getAsDouble(), times.get("upper").getAsDouble());
            });
    assertThat(json.getAsJsonArray("operations")).isNotEmpty();
    assertThat(json.get("held_out_error").getAsDouble()).isNotNegative();
    assertThat(json.getAsJsonObject("size").get("channels").getAsInt()).isEqualTo(2);

    Run search =
        lnas(
            "search",
            "--method",
            "random",
            "--objective",
            "table:nasbench201#cifar10_valid_200ep_mean",
            "--limit",
            "latency:" + model + "=1000s",
            "--queries",
            "3",
            "--run-dir",
            folder.resolve("run").toString(),
            "--json");
    assertThat(search.code()).as(search.err()).isZero();
    assertThat(search.out()).contains("\"name\":\"latency:");

    Run measured =
        lnas(
            "search",
            "--resume",
            folder.resolve("run").toString(),
            "--measure-finalists=2",
            "--json");
    assertThat(measured.code()).as(measured.err()).isZero();
    JsonArray best =
        JsonParser.parseString(measured.out()).getAsJsonObject().getAsJsonArray("finalists");
    assertThat(best).hasSize(2);
    assertThat(value(best.get(0))).isGreaterThanOrEqualTo(value(best.get(1)));
    assertThat(best.get(0).getAsJsonObject().getAsJsonObject("measured").get("runs").getAsInt())
        .isEqualTo(30);

    Run finalists = measure("--of-run", folder.resolve("run").toString(), "--model", model);
    assertThat(finalists.code()).as(finalists.err()).isZero();
    assertThat(
            JsonParser.parseString(finalists.out())
                .getAsJsonObject()
                .getAsJsonArray("measurements"))
        .hasSize(1);
  }

  private static double value(JsonElement finalist) {
    return finalist.getAsJsonObject().get("value").getAsDouble();
  }

  @Test
  void whatIsWrongIsSaidInALine() throws Exception {
    assertThat(measure("--networks", "2").err()).contains("--networks").contains("3");
    assertThat(measure(CELL, "--networks", "5").err()).contains("--networks");
    Run cell = measure("|nonsense|");
    assertThat(cell.code()).isEqualTo(3);
    assertThat(cell.err().strip().lines()).hasSize(1);
    Path only = folder.resolve("only.txtpb");
    assertThat(measure(CELL, "--output", only.toString()).code()).isZero();
    assertThat(Files.exists(only)).isTrue();
    Run search =
        lnas(
            "search",
            "--objective",
            "table:nasbench201#cifar10_valid_200ep_mean",
            "--limit",
            "latency:" + only + "=1ms");
    assertThat(search.code()).isEqualTo(2);
    assertThat(search.err()).contains("holds measurements and no model");
    Run without =
        lnas(
            "search",
            "--objective",
            "table:nasbench201#cifar10_valid_200ep_mean",
            "--queries",
            "3",
            "--measure-finalists");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("--measure-finalists: the search has no latency");
    Run unlike = lnas("search", "--limit", "params=3x");
    assertThat(unlike.code()).isEqualTo(2);
    assertThat(unlike.err()).contains("--limit params=3x: '3x' has the unknown unit 'x'");
  }
}
