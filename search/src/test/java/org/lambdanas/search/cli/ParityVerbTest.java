package org.lambdanas.search.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.search.parity.ParityCheck;

/**
 * As the launcher runs it: without oneDNN, whose fused batch norm is too coarse for differences.
 */
@Tag("without-onednn")
class ParityVerbTest {

  @TempDir private Path folder;

  /** A case of the project's own: small, so that every clone has it. */
  private static Path small() throws URISyntaxException {
    return Path.of(
        requireNonNull(ParityCheck.class.getResource("nasbench201_c1n1.json.gz")).toURI());
  }

  @Test
  void theMathematicsIsThatOfTheReference() throws URISyntaxException {
    assertEqualsReference(small(), "float64", 1e-8, 1e-8, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"float64,1e-8,1e-8,1e-6", "float32,1e-4,1e-3,2e-2"})
  void theMathematicsIsThatOfTheOfficialImplementation(
      String precision, double values, double gradients, double regulariser) {
    Path golden = SharedFiles.require("golden/nasbench201_c4n1.json.gz");
    assertEqualsReference(golden, precision, values, gradients, regulariser);
  }

  private static void assertEqualsReference(
      Path golden, String precision, double values, double gradients, double regulariser) {
    Invocation run = Invocation.of("parity", golden.toString(), "--precision", precision, "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactlyInAnyOrder("space", "precision", "device", "ok", "errors", "not_compared");
    assertThat(json.get("space").getAsString()).isEqualTo("nasbench201");
    assertThat(json.get("precision").getAsString()).isEqualTo(precision);
    assertThat(json.get("ok").getAsBoolean()).isTrue();
    Map<String, Double> errors = new TreeMap<>();
    for (JsonElement element : json.getAsJsonArray("errors")) {
      JsonObject line = element.getAsJsonObject();
      assertThat(line.get("ok").getAsBoolean()).isTrue();
      errors.put(line.get("quantity").getAsString(), line.get("relative_error").getAsDouble());
    }
    // Where a file has no derivative, a difference over a short step stands for it, in double
    // precision.
    Map<String, Double> exact = new TreeMap<>(errors);
    exact.keySet().removeIf(quantity -> !quantity.startsWith("exact regulariser gradients"));
    assertThat(exact.isEmpty()).isEqualTo(precision.equals("float32"));
    assertThat(exact.values()).allSatisfy(error -> assertThat(error).isBetween(0.0, 1e-4));
    errors.keySet().removeAll(exact.keySet());
    assertThat(errors)
        .containsOnlyKeys(
            "loss",
            "logits",
            "gradient of cell 0",
            "gradient of cell 1",
            "gradient of cell 2",
            "alpha gradient",
            "weight gradients together",
            "weight gradients worst",
            "alignment corr",
            "direction of cell 0",
            "direction of cell 1",
            "direction of cell 2",
            "epsilon",
            "regulariser gradients together",
            "regulariser gradients worst");
    errors.forEach(
        (quantity, error) -> {
          double tolerance =
              quantity.startsWith("regulariser")
                  ? regulariser
                  : quantity.equals("loss") || quantity.equals("logits") ? values : gradients;
          assertThat(error).as(quantity).isBetween(0.0, tolerance);
        });
  }

  /** Every build has a small case of s1, and of single precision. */
  @Tag("study")
  @ParameterizedTest
  @CsvSource({
    "darts_s5_c4l5,darts,float64,1e-9,1e-6",
    "darts_s5_c4l5,darts,float32,1e-3,2e-2",
    "s1_c4l5_signcorr,s1,float64,1e-9,1e-6",
    "s1_c4l5_signcorr,s1,float32,1e-3,2e-2"
  })
  void theDartsFamilyIsThatOfTheOfficialImplementation(
      String file, String space, String precision, double values, double regulariser) {
    assertEqualsOfficial(file, space, precision, values, regulariser);
  }

  private static void assertEqualsOfficial(
      String file, String space, String precision, double values, double regulariser) {
    Path golden = SharedFiles.require("golden/" + file + ".json.gz");
    Invocation run = Invocation.of("parity", golden.toString(), "--precision", precision, "--json");
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.get("space").getAsString()).isEqualTo(space);
    assertThat(run.code()).as(run.out()).isZero();
    Map<String, Double> errors = new TreeMap<>();
    for (JsonElement element : json.getAsJsonArray("errors")) {
      JsonObject line = element.getAsJsonObject();
      errors.put(line.get("quantity").getAsString(), line.get("relative_error").getAsDouble());
    }
    assertThat(errors)
        .containsEntry("genotype", 0.0)
        .containsKeys("alpha gradient (reduce)", "gradient of cell 1 (reduce)");
    errors.forEach(
        (quantity, error) ->
            assertThat(error)
                .as(quantity)
                .isBetween(
                    0.0,
                    quantity.equals("regulariser gradients worst") && precision.equals("float32")
                        ? 2e-1
                        : quantity.startsWith("exact")
                            ? 1e-4
                            : quantity.startsWith("regulariser") ? regulariser : values));
  }

  @Test
  void everyMeasureIsThatOfItsAuthors() {
    assertEqualsAuthors("user_cnn", "float64");
  }

  @Tag("study")
  @ParameterizedTest
  @CsvSource({
    "user_cnn,float32",
    "nb201_c4n1,float64",
    "nb201_c4n1,float32",
    "nb201_deadinput_c4n1,float64",
    "nb201_deadinput_c4n1,float32",
    "nb201_allskip_c4n1,float64",
    "nb201_allskip_c4n1,float32",
    "nb201_allnone_c4n1,float64",
    "nb201_allnone_c4n1,float32",
    "darts_v2_c4l5,float64",
    "darts_v2_c4l5,float32",
    "darts_corr0_c4l5,float64",
    "darts_corr0_c4l5,float32"
  })
  void everyMeasureIsThatOfItsAuthorsOnEveryNetwork(String file, String precision) {
    assertEqualsAuthors(file, precision);
  }

  private static void assertEqualsAuthors(String file, String precision) {
    Path golden = SharedFiles.require("golden/zerocost_" + file + ".json.gz");
    Invocation run = Invocation.of("parity", golden.toString(), "--precision", precision, "--json");
    assertThat(run.code()).as(run.out()).isZero();
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    Set<String> compared = new TreeSet<>();
    json.getAsJsonArray("errors")
        .forEach(line -> compared.add(line.getAsJsonObject().get("quantity").getAsString()));
    assertThat(compared)
        .contains(
            "logits",
            "grasp per layer",
            "fisher per channel",
            "nwot kernel",
            "meco",
            "meco per module",
            "zen delta",
            "az_nas spectral norm by feature",
            "swap_four_batches (live)",
            "NASLib's synflow")
        .anyMatch(line -> line.startsWith("synflow_bn_kept"))
        .anyMatch(line -> line.startsWith("jacov"));
    // Random signs that the file does not keep, and what other programs count besides.
    assertThat(json.getAsJsonArray("not_compared"))
        .allSatisfy(
            path ->
                assertThat(path.getAsString())
                    .matches(
                        ".*(random_signs|preactivations?|without_training|tensorwatch|autodl_projects"
                            + "|as_shipped_on_cpu_torch_1)"));
  }

  @Test
  void whatCannotBeComparedIsOneLine() throws Exception {
    Path golden = small();
    byte[] bytes = Files.readAllBytes(golden);
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(bytes, bytes.length / 3));
    Path empty = Files.writeString(folder.resolve("empty.json"), "{}");
    for (Path file : new Path[] {cut, empty, folder.resolve("absent.json"), folder}) {
      Invocation run = Invocation.of("parity", file.toString());
      assertThat(run.code()).as(run.err()).isEqualTo(3);
      assertThat(run.errors()).hasSize(1);
      assertThat(run.err()).contains(file.toString());
    }
    Invocation precision = Invocation.of("parity", golden.toString(), "--precision", "int8");
    assertThat(precision.code()).isEqualTo(2);
    assertThat(precision.errors()).hasSize(1);
    Invocation device = Invocation.of("parity", golden.toString(), "--device", "gpu:99");
    assertThat(device.code()).isEqualTo(2);
    assertThat(device.errors()).hasSize(1);
    assertThat(device.err()).contains("gpu:99");
  }
}
