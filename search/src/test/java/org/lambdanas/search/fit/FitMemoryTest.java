package org.lambdanas.search.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.proto.v1.FitConfig;

class FitMemoryTest {

  private static FitConfig digits() {
    FitConfig.Builder config =
        FieldSetting.withDefaults(FitConfig.newBuilder())
            .clearPlan()
            .setSeconds(3600)
            .setSearches(1)
            .setOutput("model");
    config.getDataBuilder().setDataSet("digits").setTrainPortion(1);
    return config.build();
  }

  private static FitConfig planned(FitMemory memory, List<String> progress) {
    FitConfig config = digits();
    return FitRun.planned(
        config,
        new FitImages(
            new ConfiguredImages(config.getData(), DataSets.open("digits", Optional.empty()))),
        memory,
        progress::add);
  }

  private static double need(int channels, int depth) {
    long values =
        NetworkCost.valuesOfSuperNetwork(
            NasBench201Space.INSTANCE, new NetworkSize(channels, depth, 1, 10), 8);
    return FitMemory.Need.of(values, 32, 0).all();
  }

  @Test
  void whatDoesNotFitIsNotTried() {
    List<String> progress = new ArrayList<>();
    // Cells are searched in networks of 8 channels at most, whatever the size of the model.
    double room = need(4, 1) + 1;
    assertThat(need(8, 1)).isGreaterThan(room);
    FitConfig small = planned(new FitMemory(room, 1000), progress);
    assertThat(progress.get(0)).contains("sizes would need more than the");
    assertThat(progress).noneMatch(line -> line.contains("8 channels"));
    assertThat(small.getPlan().getSearch().getNetwork().getChannels()).isEqualTo(4);
    assertThat(small.getPlan().getTraining().getNetwork().getChannels()).isEqualTo(4);
  }

  @Test
  void whatNeverFitsIsRefusedBeforeAnythingIsBuilt() {
    List<String> progress = new ArrayList<>();
    assertThatThrownBy(() -> planned(new FitMemory(100, 1000), progress))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("MiB of memory at the smallest size")
        .hasMessageContaining("LNAS_MEMORY=")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> planned(new FitMemory(10_000, .01), progress))
        .isInstanceOf(ConfigException.class);
    assertThat(progress).isEmpty();
  }

  @Test
  void theNeedGrowsWithNetworkBatchAndPictures() {
    FitMemory.Need one = FitMemory.Need.of(1_000_000, 32, 1 << 20);
    assertThat(FitMemory.Need.of(2_000_000, 32, 1 << 20).all()).isGreaterThan(one.all());
    assertThat(FitMemory.Need.of(1_000_000, 64, 1 << 20).all()).isGreaterThan(one.all());
    assertThat(FitMemory.Need.of(1_000_000, 32, 2 << 20).heap()).isEqualTo(2 * one.heap());
    FitMemory process = FitMemory.ofProcess();
    assertThat(process.all()).isPositive();
    assertThat(process.heap()).isPositive();
    assertThat(process.heap()).isLessThan(Runtime.getRuntime().maxMemory() / 1048576.0);
  }
}
