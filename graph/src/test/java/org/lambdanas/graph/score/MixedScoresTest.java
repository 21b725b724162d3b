package org.lambdanas.graph.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.ScoreConfig;

/**
 * Scores with 16-bit feature maps beside those in single precision. Those that go by the smallest
 * eigenvalues of a matrix are not among them: they are determined to a sixth of their value only.
 */
class MixedScoresTest {

  private static final Architecture CELL =
      NasBench201Space.INSTANCE.parse(
          "|nor_conv_3x3~0|+|nor_conv_3x3~0|skip_connect~1|"
              + "+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|");

  private static Map<String, Double> scores(String precision) {
    ScoreConfig config =
        ScoreConfig.newBuilder()
            .setSpace(NasBench201Space.INSTANCE.id())
            .addAllMeasures(List.of("grad_norm", "snip", "synflow", "nwot", "zen", "swap"))
            .setData(
                DataConfig.newBuilder()
                    .setDataSet("digits")
                    .setImageSize(8)
                    .setClasses(10)
                    .setTrainPortion(1))
            .setNetwork(NetworkConfig.newBuilder().setChannels(8).setCellsPerStage(2))
            .setBatchSize(32)
            .setInitialisations(1)
            .setSeed(3)
            .setExecution(
                ExecutionConfig.newBuilder()
                    .setDevice("cpu")
                    .setPrecision(precision)
                    .setIntraOpThreads(1)
                    .setInterOpThreads(1)
                    .setPrefetch(1))
            .build();
    return ArchitectureScorer.of(config).score(CELL).values();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfloat16", "float16"})
  void theyAreThoseOfSinglePrecisionRounded(String precision) {
    Map<String, Double> single = scores("float32");
    Map<String, Double> narrow = scores(precision);
    assertThat(narrow).hasSize(6).isNotEqualTo(single);
    narrow.forEach(
        (measure, score) ->
            assertThat(score).as(measure).isCloseTo(single.get(measure), withinPercentage(3)));
  }
}
