package org.lambdanas.graph.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.layer.CostLayers;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.ForwardingLayers;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.proto.v1.Architecture;

/** The networks of NAS-Bench-101 against what was published of them. */
class NasBench101NetworkTest {

  private static final NasBench101Space SPACE = NasBench101Space.INSTANCE;
  private static final NetworkSize PUBLISHED = new NetworkSize(128, 3, 3, 10);
  private static final FeatureShape IMAGE = new FeatureShape(32, 32, 3);

  private static NetworkDefinition network(Architecture cell) {
    return new ArchitectureDefinition(SPACE, cell, SPACE.plan(PUBLISHED));
  }

  /** As the benchmark's files state them, vertices out of use included. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "input maxpool3x3(0) conv3x3(0) maxpool3x3(2) maxpool3x3(0,1,3) output(0,4);12798858",
        "input conv1x1(0) maxpool3x3(1) conv1x1(0,2) conv1x1(3) maxpool3x3(4) output(1,2,5);939140"
      })
  void parametersAreThePublishedOnes(String cell, long parameters) {
    assertThat(NetworkCost.of(network(SPACE.parse(cell)), IMAGE).weights()).isEqualTo(parameters);
  }

  @Test
  void parametersOfTheWholeFileAreThePublishedOnes() throws IOException {
    Path file = SharedFiles.require("data/nasbench101.jsonl.gz");
    int rows = 0;
    int other = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject row = JsonParser.parseString(line).getAsJsonObject();
        long published = row.get("trainable_parameters").getAsLong();
        rows++;
        other += NetworkCost.of(network(SPACE.parse(line)), IMAGE).weights() == published ? 0 : 1;
      }
    }
    // One row has the vertices of the cell in another order than the one that was trained: three of
    // them share 128 channels, and another one gets what is left over.
    assertThat(rows).isEqualTo(10_360);
    assertThat(other).isEqualTo(1);
  }

  /**
   * Zero-cost suites count in another way: two for each number that a batch norm gives, one for
   * each of a rectifier, a pool's window for each of its outputs, and no biases.
   */
  @Test
  void publishedOperationsCountNormsAndPoolsToo() throws IOException {
    Path file = SharedFiles.require("data/nasbench101_zerocost_cifar10.json.gz");
    JsonObject cells;
    try (InputStreamReader text =
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8)) {
      cells =
          JsonParser.parseReader(text)
              .getAsJsonObject()
              .getAsJsonObject("nasbench101")
              .getAsJsonObject("cifar10");
    }
    assertThat(cells.size()).isEqualTo(500);
    for (String key : cells.keySet()) {
      JsonObject published = cells.getAsJsonObject(key);
      NetworkDefinition network = network(SPACE.parse(key));
      Suite suite = new Suite();
      network.build(suite, IMAGE);
      assertThat(suite.costs.weights())
          .as(key)
          .isEqualTo(Math.round(1e6 * published.get("params").getAsDouble()));
      assertThat(1e-6 * (suite.costs.products() + suite.others))
          .as(key)
          .isCloseTo(published.get("flops").getAsDouble(), within(1e-6));
    }
  }

  /** Counts as zero-cost suites do. */
  private static final class Suite extends ForwardingLayers<FeatureShape, FeatureShape> {

    private final CostLayers costs = new CostLayers();
    private long others;

    @Override
    protected FeatureShape build(
        LayerKind kind,
        String name,
        List<FeatureShape> inputs,
        BiFunction<Layers<FeatureShape>, List<FeatureShape>, FeatureShape> layer) {
      FeatureShape output = layer.apply(costs, inputs);
      others +=
          switch (kind) {
            case BATCH_NORM -> 2 * output.size();
            case RELU -> output.size();
            case POOL -> (output.height() == inputs.get(0).height() ? 9 : 4) * output.size();
            default -> 0;
          };
      return output;
    }

    @Override
    public int side(FeatureShape x) {
      return costs.side(x);
    }

    @Override
    public int channels(FeatureShape x) {
      return costs.channels(x);
    }
  }

  @Test
  void channelsThatDoNotComeOutEvenGoToTheFirst() {
    Architecture cell =
        SPACE.parse("input conv3x3(0) conv1x1(0,1) maxpool3x3(2) conv3x3(1) output(1,3,4)");
    // Vertex 2 is read by vertex 3 only, and has its channels.
    assertThat(SPACE.cell(cell).channels(8, 8)).containsExactly(8, 3, 3, 3, 2, 8);
    assertThat(SPACE.cell(cell).channels(8, 9)).containsExactly(8, 3, 3, 3, 3, 9);
    assertThatThrownBy(() -> SPACE.cell(cell).channels(8, 2))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("joins 3 vertices");
  }

  @Test
  void whatIsOnNoPathIsNotBuilt() {
    Architecture cell =
        SPACE.parse("input conv3x3(0) conv1x1(0) maxpool3x3() conv3x3(3) output(1,4)");
    Architecture live = SPACE.parse("input conv3x3(0) output(1)");
    assertThat(SPACE.cell(cell)).isEqualTo(SPACE.cell(live));
    Architecture nothing = SPACE.parse("input output(0)");
    assertThat(SPACE.cell(nothing).channels(4, 8)).containsExactly(4, 8);
    // Stem, nine projections and the classifier.
    assertThat(NetworkCost.of(network(nothing), IMAGE).weights())
        .isEqualTo(
            27 * 128
                + 256
                + 3 * (128 * 128 + 256)
                + (128 * 256 + 512)
                + 2 * (256 * 256 + 512)
                + (256 * 512 + 1024)
                + 2 * (512 * 512 + 1024)
                + 5130);
  }
}
