package org.lambdanas.search.parity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.testing.Mutations;

class GoldenFileTest {

  private static final String TENSOR = "{\"shape\":[2,2],\"data\":[1,-2.5,3e-3,4]}";

  private static final String GOOD =
      """
      {"about":"hand-made","space":"nasbench201","channels":1,"cells_per_stage":1,"batch":2,
       "classes":3,"ops":["none"],"images":{"shape":[2,1,1,2],"data":[1,2,3,4]},"labels":[0,2],
       "alpha":TENSOR,"weights":{"stem.0.weight":TENSOR,"classifier.bias":TENSOR},
       "expect":{"loss":2.5,"logits":TENSOR,"cell_gradients_wrt_p":[TENSOR,TENSOR],
         "grad_alpha":TENSOR,"grad_weights":{"stem.0.weight":TENSOR},"lambda_corr":-0.5,
         "epsilon0":1e-3,"epsilon":2e-4,"directions_d":[TENSOR,TENSOR],
         "grad_lambda_wrt_weights":{"stem.0.weight":TENSOR}}}
      """
          .replace("TENSOR", TENSOR);

  @TempDir private Path folder;

  private static GoldenCase parse(String json) {
    return GoldenCase.of(GoldenFile.parse(json.getBytes(UTF_8)));
  }

  private static void refused(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(DataException.class)
        .message()
        .isNotBlank()
        .doesNotContain("\n");
  }

  @Test
  void readsPlainAndGzipped() throws IOException {
    Path plain = Files.writeString(folder.resolve("a.json"), GOOD);
    Path gzipped = Files.write(folder.resolve("a.json.gz"), gzip(GOOD));
    for (GoldenCase golden :
        new GoldenCase[] {
          GoldenCase.of(GoldenFile.read(plain)), GoldenCase.of(GoldenFile.read(gzipped))
        }) {
      assertThat(golden.size().classes()).isEqualTo(3);
      assertThat(golden.labels()).containsExactly(0, 2);
      assertThat(golden.images().shape()).containsExactly(2, 1, 1, 2);
      assertThat(golden.weights()).containsOnlyKeys("stem.0.weight", "classifier.bias");
      assertThat(golden.expected().directions()).hasSize(2);
      assertThat(golden.expected().alignments()).containsEntry(Alignment.CORRELATION, -0.5);
      assertThat(golden.expected().regulariserGradients().get("stem.0.weight"))
          .isNotNull()
          .extracting(GoldenTensor::data)
          .isEqualTo(new double[] {1, -2.5, 3e-3, 4});
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void survivesDamage() throws IOException {
    Mutations.survive(
        "golden json", GOOD.getBytes(UTF_8), bytes -> GoldenCase.of(GoldenFile.parse(bytes)));
    Path file = folder.resolve("damaged.json.gz");
    Mutations.survive(
        "golden json gz",
        gzip(GOOD),
        bytes -> {
          Files.write(file, bytes);
          GoldenCase.of(GoldenFile.read(file));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "space",
        "channels",
        "cells_per_stage",
        "classes",
        "images",
        "labels",
        "alpha",
        "weights",
        "loss",
        "logits",
        "cell_gradients_wrt_p",
        "grad_alpha",
        "grad_weights",
        "epsilon0",
        "epsilon",
        "directions_d",
        "grad_lambda_wrt_weights"
      })
  void everyMissingPartIsNamed(String key) {
    String json = GOOD.replace("\"" + key + "\":", "\"other\":");
    assertThat(json).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(key.replace("grad_lambda_wrt_weights", "wrt_weights"));
    refused(GOOD.replace("\"" + key + "\":", "\"" + key + "\":null,\"other\":"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"shape\":[2,2]; \"shape\":[2,3]",
        "\"shape\":[2,2]; \"shape\":[-2,-2]",
        "\"shape\":[2,2]; \"shape\":[4,1.5]",
        "\"shape\":[2,2]; \"shape\":[4294967296,4294967296]",
        "\"shape\":[2,2]; \"shape\":[\"2\",\"2\"]",
        "-2.5; NaN",
        "-2.5; \"NaN\"",
        "-2.5; Infinity",
        "-2.5; 1e999",
        "-2.5; null",
        "-2.5; [1]",
        "\"channels\":1; \"channels\":0",
        "\"channels\":1; \"channels\":1.5",
        "\"channels\":1; \"channels\":1e9",
        "\"labels\":[0,2]; \"labels\":[0,3]",
        "\"labels\":[0,2]; \"labels\":[0,-1]",
        "\"labels\":[0,2]; \"labels\":[0,0.5]",
        "\"labels\":[0,2]; \"labels\":[]",
        "\"space\":\"nasbench201\"; \"space\":\"nowhere\"",
        "\"classes\":3; \"classes\":3,\"regulariser\":\"cosine\"",
        "}}}; }}",
        "}}}; }}} 1",
      })
  void structuralMistakesAreRefused(String from, String to) {
    String json = GOOD.replace(from, to);
    assertThat(json).isNotEqualTo(GOOD);
    if (from.equals("\"labels\":[0,2]") && to.endsWith("[]")) {
      // Reads as no labels: the check against the images refuses it.
      assertThatThrownBy(() -> run(json)).isInstanceOf(DataException.class);
      return;
    }
    refused(json);
  }

  @Test
  void deepNestingIsRefusedAndNotFollowed() {
    int depth = 200_000;
    refused("{\"\":".repeat(depth) + "1" + "}".repeat(depth));
    refused("{\"a\":".repeat(depth));
    refused("{\"a\":[".repeat(depth));
    refused("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
    refused("{\"a\":[" + "{\"b\":[".repeat(depth));
    refused("[".repeat(depth));
  }

  private void run(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("case.json"), json);
    ParityCheck.run(file, Precision.FLOAT64, ExecutionOptions.CPU);
  }

  @Test
  void aNetworkIsBuiltOnlyIfTheFileHoldsItsWeights() {
    // 65 536 channels would be gigabytes.
    for (String claim :
        new String[] {"\"channels\":1", "\"channels\":65536", "\"channels\":1,\"cells\":65536"}) {
      assertThatThrownBy(
              () ->
                  run(
                      GOOD.replace("\"channels\":1", claim)
                          .replace("[2,1,1,2],\"data\":[1,2,3,4]", IMAGES)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("weights");
    }
    assertThatThrownBy(() -> run(GOOD))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("image size");
  }

  private static final String IMAGES = "[2,4,4,1],\"data\":[" + "0.5,".repeat(31) + "0.25]";
}
