package org.lambdanas.graph.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.NetworkDefinition;
import org.lambdanas.graph.network.NetworkOutputs;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.score.NetworkScorer.Draw;
import org.lambdanas.graph.score.RankCombination.Pool;
import org.lambdanas.graph.score.Sight.Images;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.ScoreConfig;

class NetworkScorerTest {

  private static final FeatureShape IMAGE = new FeatureShape(8, 8, 3);
  private static final NetworkSpace SPACE = SearchSpaces.networkSpaceById("nasbench201");

  /** A network of a user's own. */
  private record Own(int width) implements NetworkDefinition {

    @Override
    public <T> NetworkOutputs<T> build(Layers<T> layers, T images) {
      T x = layers.convolution("first", images, width, 3, 1);
      x = layers.relu("first/relu", layers.batchNorm("first/norm", x, true));
      return NetworkOutputs.of(layers.linear("out", layers.globalAveragePool("mean", x), 4));
    }
  }

  private static Images images(long seed) {
    return new Images(
        Draws.of(new Seed(seed)).normal("images", 4 * (int) IMAGE.size()), new int[] {0, 1, 2, 3});
  }

  private static NetworkScorer scorer(List<String> measures, long... seeds) {
    return new NetworkScorer(
        Measures.named(measures),
        IMAGE,
        Precision.FLOAT64,
        new ExecutionOptions("cpu", 1, 1),
        true,
        LongStream.of(seeds)
            .mapToObj(
                seed ->
                    new Draw(
                        new Seed(seed),
                        new Sight(Draws.of(new Seed(seed)), images(seed), images(seed + 50))))
            .toList());
  }

  @Test
  void aNetworkOfOnesOwnIsScored() {
    Scores scores = scorer(List.of("params", "flops", "nwot", "synflow"), 1).score(new Own(6));
    assertThat(scores.connected()).isTrue();
    // Convolution, two numbers of each channel's norm, linear layer with bias.
    assertThat(scores.values())
        .containsEntry("params", (27 * 6 + 12 + 6 * 4 + 4) / 1e6)
        .containsEntry("flops", (27 * 6 * 64 + 6 * 4) / 1e6);
    assertThat(scores.values().values()).allSatisfy(value -> assertThat(value).isFinite());
  }

  @Test
  void aConfigurationBringsImagesForNetworksOfOnesOwnAndOfASpace() {
    ScoreConfig.Builder config = FieldSetting.withDefaults(ScoreConfig.newBuilder());
    config
        .setBatchSize(8)
        .clearMeasures()
        .addAllMeasures(List.of("params", "jacov"))
        .setNetwork(NetworkConfig.newBuilder().setChannels(2).setCellsPerStage(1));
    config.getDataBuilder().setTrainPortion(1).setTrainImages(40);
    config.getExecutionBuilder().setIntraOpThreads(1).setInterOpThreads(1);
    ArchitectureScorer scorer = ArchitectureScorer.of(config.build());
    assertThat(scorer.score(new Own(3)).values()).containsOnlyKeys("params", "jacov");
    Architecture skip =
        SPACE.parse("|skip_connect~0|+|none~0|nor_conv_1x1~1|+|none~0|skip_connect~1|none~2|");
    Architecture same =
        SPACE.parse("|skip_connect~0|+|none~0|none~1|+|none~0|skip_connect~1|nor_conv_3x3~2|");
    assertThat(scorer.key(skip)).isEqualTo(scorer.key(same));
    assertThat(scorer.score(skip)).isEqualTo(scorer.score(same));
    assertThat(scorer.score(skip).values()).containsKey("jacov");
    assertThatThrownBy(() -> ArchitectureScorer.of(config.setBatchSize(41).build()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("batch size (--batch-size) is 41, but there are 40 images");
  }

  @Test
  void aScoreIsTheMeanOverTheDraws() {
    double first = scorer(List.of("nwot"), 1).score(new Own(6)).values().getOrDefault("nwot", 0.0);
    double second = scorer(List.of("nwot"), 2).score(new Own(6)).values().getOrDefault("nwot", 0.0);
    assertThat(first).isNotEqualTo(second);
    assertThat(scorer(List.of("nwot"), 1, 2).score(new Own(6)).values().getOrDefault("nwot", 0.0))
        .isCloseTo((first + second) / 2, within(1e-12));
  }

  /** Every path ends in a batch norm: the sum of the logits is constant, its gradient rounding. */
  @Test
  void whatANetworkDoesNotDetermineIsAbsent() {
    NetworkDefinition constant =
        new NetworkDefinition() {
          @Override
          public <T> NetworkOutputs<T> build(Layers<T> layers, T images) {
            T x = layers.relu("r", layers.convolution("a", images, 4, 3, 1));
            x = layers.batchNorm("n", layers.convolution("b", x, 4, 3, 1), true);
            return NetworkOutputs.of(layers.linear("out", layers.globalAveragePool("m", x), 4));
          }
        };
    assertThat(scorer(List.of("jacov", "epe_nas", "nwot"), 1).score(constant).values())
        .containsOnlyKeys("nwot");
  }

  /**
   * Dead operations removed, the cells with a path are 9 445 graphs; those that only hand on what
   * they sum by other skip connections are one network here, and so are all without a path.
   */
  @Test
  void cellsThatDifferInDeadOperationsAreOneNetwork() {
    SearchSpace.Enumeration all = SPACE.enumeration().orElseThrow();
    Set<String> keys = new HashSet<>();
    for (long code = 0; code < all.size(); code++) {
      keys.add(
          LiveLayers.census(
                  new ArchitectureDefinition(
                      SPACE, all.at(code), SPACE.plan(new NetworkSize(1, 1, 3, 2))),
                  IMAGE)
              .key());
    }
    assertThat(keys.size()).isEqualTo(9216);
  }

  @Test
  void ranksOfAPoolAreItsOwnAndOthersLieBetween() {
    Pool pool = Pool.of(Map.of("a", new float[] {3, 1, Float.NaN, 2, 2}));
    RankCombination sum = new RankCombination("s", false, List.of("a"));
    double[] values = {1, 2, 3, 0, 1.5, 9};
    double[] ranks = {1, 2.5, 4, .5, 1.5, 4.5};
    for (int i = 0; i < values.length; i++) {
      assertThat(sum.of(Map.of("a", values[i]), pool)).hasValue(ranks[i] / 4);
      assertThat(new RankCombination("l", true, List.of("a", "a")).of(Map.of("a", values[i]), pool))
          .hasValue(2 * Math.log(ranks[i] / 4));
    }
    assertThat(sum.of(Map.of(), pool)).isEmpty();
  }

  /** Published numbers are a sum over the operations of a cell (NAS-Bench-Suite-Zero). */
  @Test
  void flopsAreAlsoCountedAsPublishedTablesHaveThem() {
    FeatureShape image = new FeatureShape(32, 32, 3);
    NetworkConfig published =
        NetworkConfig.newBuilder().setChannels(16).setCellsPerStage(5).build();
    NetworkPlan plan = SPACE.plan(NetworkSize.of(SPACE, published, 3, 10));
    for (long code = 0; code < 15_625; code += 1201) {
      Architecture architecture = SPACE.enumeration().orElseThrow().at(code);
      String text = SPACE.format(architecture);
      LiveLayers.Census census =
          LiveLayers.census(new ArchitectureDefinition(SPACE, architecture, plan), image);
      assertThat(((SizeMeasure) SizeMeasure.FLOPS_TENSORWATCH).of(census, false))
          .isCloseTo(
              7.943872
                  + 35.81952 * count(text, "nor_conv_3x3")
                  + 4.36224 * count(text, "nor_conv_1x1")
                  + 1.29024 * count(text, "avg_pool_3x3"),
              within(1e-9));
    }
  }

  @Test
  void whatLooksAtFewImagesSeesTheFirstOnesOfABatch() {
    Images batch =
        new Images(Draws.of(new Seed(1)).normal("images", 20 * (int) IMAGE.size()), new int[20]);
    Images few = new Sight(Draws.of(new Seed(1)), batch, batch).of(Measure.Input.FEW, IMAGE);
    assertThat(few.labels()).hasSize(16);
    assertThat(few.values()).isEqualTo(Arrays.copyOf(batch.values(), 16 * (int) IMAGE.size()));
    assertThat(
            new Sight(Draws.of(new Seed(1)), batch, batch, 100)
                .of(Measure.Input.FEW, IMAGE)
                .values())
        .isEqualTo(batch.values());
  }

  private static int count(String text, String operation) {
    return text.split(operation, -1).length - 1;
  }
}
