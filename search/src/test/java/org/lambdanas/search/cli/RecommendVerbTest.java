package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;

class RecommendVerbTest {

  @TempDir private Path folder;

  private static Invocation recommend(String... args) {
    List<String> all = new ArrayList<>(List.of("recommend"));
    all.addAll(List.of(args));
    return Invocation.of(all.toArray(String[]::new));
  }

  /** Cells whose loss falls with their convolutions. */
  private String csv(int count) throws IOException {
    List<String> lines = new ArrayList<>(List.of("arch,loss"));
    for (int i = 0; i < count; i++) {
      Architecture cell = NasBench201Space.INSTANCE.sample(new Seed(2).child(i).random());
      long convolutions =
          cell.getEdgeCell().getOperationsList().stream().filter(o -> o.contains("conv")).count();
      lines.add(NasBench201Space.INSTANCE.format(cell) + "," + (5 - .3 * convolutions + i * 1e-4));
    }
    Path file = folder.resolve("mine.csv");
    Files.write(file, lines);
    return file.toString();
  }

  @Test
  void aCsvFileIsEnough() throws IOException {
    String file = csv(24);
    Invocation run =
        recommend(file, "--lower-is-better", "--predictors", "rf,bayes_lin_reg", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonObject answer = JsonParser.parseString(run.out()).getAsJsonObject();
    String best = answer.getAsJsonObject("best").get("predictor").getAsString();
    assertThat(best).isIn("rf", "bayes_lin_reg");
    assertThat(answer.getAsJsonObject("best").getAsJsonObject("tau").get("mean").getAsDouble())
        .isGreaterThan(.4);
    assertThat(answer.get("observations").getAsInt()).isEqualTo(24);
    assertThat(answer.get("space").getAsString()).isEqualTo("nasbench201");
    assertThat(answer.get("next_command").getAsString())
        .isEqualTo(
            "lnas predictors fit %s --lower-is-better --predictor %s --output mine-%s.binpb"
                .formatted(file, best, best));
    Invocation text = recommend(file, "--lower-is-better", "--predictors", "rf,bayes_lin_reg");
    assertThat(text.out())
        .startsWith("Use " + best + ": with 24 trained networks")
        .contains("a tenth more networks would bring")
        .contains("next: lnas predictors fit");
  }

  /** As spreadsheets write them. */
  @Test
  void observationsWithTabsOrSemicolonsAreTheSame() throws IOException {
    String file = csv(24);
    String json = recommend(file, "--lower-is-better", "--predictors", "rf", "--json").out();
    for (String[] form : new String[][] {{"mine.tsv", "\t"}, {"semi.csv", ";"}}) {
      Path other = Path.of(file).resolveSibling(form[0]);
      Files.writeString(
          other, Files.readString(Path.of(file)).replaceAll(",(?=[^,]*(\\R|$))", form[1]));
      Invocation run =
          recommend(other.toString(), "--lower-is-better", "--predictors", "rf", "--json");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(tau(run.out())).isEqualTo(tau(json));
    }
  }

  private static JsonElement tau(String json) {
    return JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("best").get("tau");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "; 2; --space with --observations",
        "--space nasbench201; 2; --observations N",
        "--space nasbench201 --observations 9 --seed 1; 2; --seed has no effect with --space",
        "--space nowhere --observations 9; 2; nowhere",
        "--table nasbench201; 2; --metric",
        "--table nasbench201 --epochs 2 --query-seconds 3; 2; say the same",
        "--table nasbench201 --query-seconds -3; 2; must be above 0",
        "--table nasbench201 --metric params_millions --sample 5; 3; 8 trained networks or more",
        "--table nasbench201 --metric cifar100_valid_12ep --sample 9 --predictors sotle; 2; sotle",
        "--table nasbench201 --metric cifar100_valid_12ep --query-seconds 9; 3; give --epochs",
        "--table nasbench201 --observations 9; 2; --observations has no effect"
      })
  void whatIsWrongIsSaidInALine(String arguments, int code, String said) {
    Invocation run = recommend(arguments == null ? new String[0] : arguments.strip().split(" "));
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains(said);
    assertThat(run.out()).isEmpty();
  }
}
