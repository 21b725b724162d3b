package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTest {

  private record Run(int code, String out, String err) {}

  private static Run bench(String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("bench", "--channels", "2", "--cells-per-stage", "1"));
    arguments.addAll(List.of("--image-size", "8", "--batch-size", "4", "--steps", "2"));
    arguments.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(arguments.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    return new Run(code, out.toString(), err.toString());
  }

  @Test
  void tellsProgramsEveryFigure() {
    Run run = bench("--warm-up", "1", "--regulariser", "signcorr", "--profile", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.err()).contains("round 2 of 2");
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.get("session_runs_per_iteration").getAsInt()).isEqualTo(2);
    assertThat(json.get("darts_session_runs_per_iteration").getAsInt()).isEqualTo(2);
    assertThat(json.get("weight_pass_session_runs").getAsInt()).isEqualTo(1);
    for (String positive :
        List.of(
            "weight_pass_seconds",
            "darts_iteration_seconds",
            "lambda_iteration_seconds",
            "lambda_iteration_passes",
            "images_per_second",
            "build_seconds",
            "first_run_seconds")) {
      assertThat(json.get(positive).getAsDouble()).as(positive).isPositive();
    }
    assertThat(json.has("peak_rss_mib")).isTrue();
    JsonObject gpu = json.getAsJsonObject("gpu_work");
    assertThat(gpu.getAsJsonObject("launches_by_type").get("Conv2D").getAsInt()).isPositive();
    assertThat(gpu.get("launches").getAsInt())
        .isPositive()
        .isLessThan(gpu.get("operations").getAsInt());
    // Everything an iteration computes can run on a GPU; a build without kernels does not tell.
    if (gpu.has("placement")) {
      JsonObject placement = gpu.getAsJsonObject("placement");
      assertThat(placement.getAsJsonObject("without_kernel_by_type").keySet()).isEmpty();
      assertThat(placement.get("fed").getAsInt()).isPositive();
      assertThat(placement.get("fetched").getAsInt()).isPositive();
    }
    double median = json.get("lambda_iteration_seconds").getAsDouble();
    assertThat(json.get("images_per_second").getAsDouble()).isEqualTo(4 / median);
    for (String work : List.of("weight_pass", "darts_iteration", "lambda_iteration")) {
      JsonObject times = json.getAsJsonObject("times").getAsJsonObject(work);
      assertThat(times.getAsJsonArray("seconds")).hasSize(2);
      assertThat(times.get("median").getAsDouble())
          .isEqualTo(json.get(work + "_seconds").getAsDouble())
          .isBetween(times.get("min").getAsDouble(), times.get("max").getAsDouble());
    }
    assertThat(json.getAsJsonArray("profile")).isNotEmpty();
    double share = 0;
    for (JsonElement operation : json.getAsJsonArray("profile")) {
      share += operation.getAsJsonObject().get("share").getAsDouble();
    }
    assertThat(share).isBetween(0.999, 1.001);
  }

  @Test
  void scoresNetworksOfTheLargestKindAndOfAll() {
    Run run =
        bench(
            "--score",
            "--measures",
            "params,nwot",
            "--networks",
            "3",
            "--threads",
            "2",
            "--warm-up",
            "0",
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.get("architecture").getAsString().split("nor_conv_3x3", -1)).hasSize(7);
    assertThat(json.getAsJsonObject("together").getAsJsonArray("seconds")).hasSize(2);
    assertThat(json.getAsJsonObject("alone").keySet()).containsExactlyInAnyOrder("params", "nwot");
    assertThat(json.get("networks_per_second").getAsDouble()).isPositive();
    Run refused = bench("--networks", "3");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("--networks has no effect");
  }

  @Test
  void measuresTheCentralDifference() {
    Run run = bench("--warm-up", "0", "--regulariser-gradient", "central", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.get("regulariser_gradient").getAsString()).isEqualTo("central");
    assertThat(json.get("session_runs_per_iteration").getAsInt()).isEqualTo(4);
  }

  @Test
  void tellsPeopleTheSame() {
    Run run = bench("--warm-up", "0", "--quiet");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("bare pass (1 session run)")
        .contains("DARTS iteration (2 session runs)")
        .contains("Λ-DARTS iteration (2 session runs)")
        .contains("images a second")
        .doesNotContain("milliseconds");
  }

  @Test
  void badOptionsHaveTheirCode() {
    for (String[] options :
        new String[][] {
          {"--space", "nowhere"},
          {"--precision", "float8"},
          {"--device", "abacus"},
          {"--device", "gpu:99"},
          {"--regulariser", "none"},
          {"--warm-up", "-1"},
          {"--inter-op-threads", "-1"},
          {"--classes", "1"},
          {"--seed", "x"}
        }) {
      Run run = bench(options);
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).hasLineCount(1);
    }
  }
}
