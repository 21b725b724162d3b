package org.lambdanas.graph.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.LayerProbe;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.proto.v1.Architecture;

class NetworkCostTest {

  @TempDir private static Path folder;

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  private static NetworkSize published(int classes) {
    return new NetworkSize(16, 5, 3, classes);
  }

  private static NetworkCost cost(
      CellSpace space, Architecture architecture, NetworkPlan plan, int side) {
    return NetworkCost.of(
        new ArchitectureDefinition(space, architecture, plan), new FeatureShape(side, side, 3));
  }

  private static Architecture everywhere(String operation) {
    return SPACE.parse("|op~0|+|op~0|op~1|+|op~0|op~1|op~2|".replace("op~", operation + "~"));
  }

  @ParameterizedTest
  @CsvSource({"10, 1686106", "100, 1691956", "120, 1693256"})
  void publishedWeightsOfTheSuperNetwork(int classes, long weights) {
    assertThat(NetworkCost.ofSuperNetwork(SPACE, published(classes), 32).weights())
        .isEqualTo(weights);
  }

  @ParameterizedTest
  @CsvSource({"skip_connect, 73306", "none, 73306", "nor_conv_3x3, 1531546"})
  void publishedWeightsOfUniformCells(String operation, long weights) {
    assertThat(
            NetworkCost.ofArchitecture(SPACE, everywhere(operation), published(10), 32).weights())
        .isEqualTo(weights);
  }

  @ParameterizedTest
  @CsvSource({
    "s1, 10, 405146",
    "s2, 10, 665466",
    "s3, 10, 665466",
    "s4, 10, 624506",
    "darts, 10, 1930618",
    "s1, 100, 428276",
    "s2, 100, 688596",
    "s3, 100, 688596",
    "s4, 100, 647636",
    "darts, 100, 1953748"
  })
  void publishedWeightsOfTheDartsFamily(String space, int classes, long weights) {
    NetworkSize size = new NetworkSize(16, 8, 3, classes);
    assertThat(NetworkCost.ofSuperNetwork(SearchSpaces.cellSpaceById(space), size, 32).weights())
        .isEqualTo(weights);
  }

  @ParameterizedTest
  @CsvSource({
    "darts_v2, 3349342", "lambdadarts_corr_0, 3320614", "lambdadarts_corr_1, 3672910",
    "lambdadarts_corr_3, 3604438", "lambdadarts_sign_0, 3511990", "lambdadarts_sign_1, 3605518",
    "lambdadarts_sign_3, 3405286"
  })
  void publishedWeightsOfPublishedCells(String name, long weights) throws IOException {
    String line =
        Files.readAllLines(SharedFiles.excerpt("published_genotypes.csv", folder)).stream()
            .filter(row -> row.startsWith(name + ","))
            .findFirst()
            .orElseThrow();
    Architecture cell = DartsSpace.DARTS.parse(line.substring(name.length() + 1));
    NetworkPlan plan = DartsSpace.DARTS.plan(new NetworkSize(36, 20, 3, 10));
    assertThat(cost(DartsSpace.DARTS, cell, plan, 32).weights()).isEqualTo(weights);
    // The auxiliary head's weights do not depend on the cell's.
    assertThat(cost(DartsSpace.DARTS, cell, plan.withAuxiliaryHead(), 32).weights())
        .isEqualTo(weights + 3_825_768 - 3_349_342);
  }

  /** DARTS_V2 on ImageNet, as its authors count it. */
  @Test
  void publishedWeightsOnImageNet() {
    Architecture cell =
        DartsSpace.DARTS.parse(
            "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0),"
                + " ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0),"
                + " ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5],"
                + " reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2),"
                + " ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2),"
                + " ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])");
    NetworkPlan plan =
        DartsSpace.DARTS.plan(new NetworkSize(48, 14, 3, 1000, NetworkStem.TWO_PART));
    plan.checkImageSize(224);
    assertThat(cost(DartsSpace.DARTS, cell, plan, 224).weights()).isEqualTo(4_718_752);
    assertThatThrownBy(() -> plan.checkImageSize(48)).hasMessageContaining("multiple of 32");
    assertThatThrownBy(
            () -> DartsSpace.DARTS.plan(new NetworkSize(15, 14, 3, 9, NetworkStem.TWO_PART)))
        .hasMessageContaining("an even number");
    assertThatThrownBy(() -> SPACE.plan(plan.size())).hasMessageContaining("stem");
  }

  @ParameterizedTest
  @CsvSource({
    "darts, 4, 5, SINGLE, 16",
    "s1, 4, 3, SINGLE, 16",
    "s3, 2, 8, SINGLE, 16",
    "s4, 4, 2, SINGLE, 16",
    "darts, 16, 4, TWO_PART, 64",
    "s1, 2, 3, TWO_PART, 192",
    "s2, 18, 3, TWO_PART, 32"
  })
  void billEqualsTheWeightsOfTheGraphInTheDartsFamily(
      String id, int channels, int depth, NetworkStem stem, int side) {
    CellSpace space = SearchSpaces.cellSpaceById(id);
    NetworkPlan plan = space.plan(new NetworkSize(channels, depth, 3, 10, stem));
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT32, 1)) {
      Parameter images = probe.input("images", 1, side, side, 3);
      Parameter p = probe.input("p", new double[] {1});
      new NetworkBuilder<>(probe.layers(BatchNormMode.TRAINING))
          .superNetwork(plan, images.value(), (cell, type, e, o) -> p.value());
      assertThat(Parameter.count(probe.weights()))
          .isEqualTo(NetworkCost.ofSuperNetwork(space, plan.size(), side).weights());
    }
    Architecture cell = space.sample(new SplittableRandom(3));
    NetworkPlan training = plan.withAuxiliaryHead();
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT32, 1)) {
      Parameter images = probe.input("images", 1, side, side, 3);
      new NetworkBuilder<>(probe.layers(BatchNormMode.TRAINING))
          .discreteNetwork(space, cell, training, images.value());
      assertThat(Parameter.count(probe.weights()))
          .isEqualTo(cost(space, cell, training, side).weights());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 2", "4, 1, 3, 10", "3, 2, 3, 7", "16, 1, 3, 100"})
  void billEqualsTheWeightsOfTheGraph(int channels, int depth, int imageChannels, int classes) {
    NetworkSize size = new NetworkSize(channels, depth, imageChannels, classes);
    NetworkPlan plan = SPACE.plan(size);
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT32, 1)) {
      Parameter images = probe.input("images", 1, 8, 8, imageChannels);
      Parameter p = probe.input("p", new double[] {1});
      new NetworkBuilder<>(probe.layers(BatchNormMode.TRAINING))
          .superNetwork(plan, images.value(), (cell, type, e, o) -> p.value());
      assertThat(Parameter.count(probe.weights()))
          .isEqualTo(NetworkCost.ofSuperNetwork(SPACE, size, 8).weights());
    }
    for (long code : new long[] {0, 1234, 7777, 15_624}) {
      try (LayerProbe probe = new LayerProbe(Precision.FLOAT32, 1)) {
        Parameter images = probe.input("images", 1, 8, 8, imageChannels);
        new NetworkBuilder<>(probe.layers(BatchNormMode.TRAINING))
            .discreteNetwork(SPACE, SPACE.at(code), plan, images.value());
        assertThat(Parameter.count(probe.weights()))
            .as(SPACE.format(SPACE.at(code)))
            .isEqualTo(NetworkCost.ofArchitecture(SPACE, SPACE.at(code), size, 8).weights());
      }
    }
  }

  /** As the benchmark's training logs state them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "|avg_pool_3x3~0|+"
            + "|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|;10;0.129306;15.64737",
        "|avg_pool_3x3~0|+"
            + "|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|;100;0.135156;15.65322",
        "|avg_pool_3x3~0|+"
            + "|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|;120;0.136456;3.91948",
        "|nor_conv_3x3~0|+"
            + "|nor_conv_3x3~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|;10;0.802426;113.95137",
        "|nor_conv_3x3~0|+"
            + "|nor_conv_3x3~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|;100;0.808276;113.95722",
        "|nor_conv_3x3~0|+"
            + "|nor_conv_3x3~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|;120;0.809576;28.49548",
        "|skip_connect~0|+"
            + "|skip_connect~0|skip_connect~1|+|none~0|nor_conv_1x1~1|none~2|;10;0.101306;11.71521",
        "|skip_connect~0|+"
            + "|skip_connect~0|skip_connect~1|+|none~0|nor_conv_1x1~1|none~2|;100;0.107156;11.72106",
        "|skip_connect~0|+"
            + "|skip_connect~0|skip_connect~1|+|none~0|nor_conv_1x1~1|none~2|;120;0.108456;2.93644"
      })
  void weightsAndOperationsOfThePublishedRuns(
      String cell, int classes, double weights, double operations) {
    // The images of 120 classes have half the side.
    NetworkCost cost =
        NetworkCost.ofArchitecture(
            SPACE, SPACE.parse(cell), published(classes), classes == 120 ? 16 : 32);
    assertThat(cost.weights() / 1e6).isCloseTo(weights, within(1e-9));
    assertThat(cost.multiplyAccumulates() / 1e6).isCloseTo(operations, within(1e-9));
  }

  @Test
  void layersPutOutMoreNumbersForLargerImagesAndWiderNetworks() {
    CellSpace space = NasBench201Space.INSTANCE;
    long values = NetworkCost.valuesOfSuperNetwork(space, new NetworkSize(8, 1, 3, 10), 16);
    // But for the last pool and the logits.
    assertThat(
            (double) NetworkCost.valuesOfSuperNetwork(space, new NetworkSize(8, 1, 3, 10), 32)
                / values)
        .isBetween(3.99, 4.0);
    assertThat(
            (double) NetworkCost.valuesOfSuperNetwork(space, new NetworkSize(16, 1, 3, 10), 16)
                / values)
        .isBetween(1.99, 2.01);
    // Six edges of five operations, of which none puts nothing out, in three cells of 16, 8 and 4
    // pixels a side.
    assertThat(values).isGreaterThan(6 * 4 * (8 * 256 + 16 * 64 + 32 * 16));
  }
}
