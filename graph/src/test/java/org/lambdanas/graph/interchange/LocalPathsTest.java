package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingConfig;

class LocalPathsTest {

  @Test
  void whatWasTypedStaysWithoutFolders() {
    TrainedNetwork network =
        TrainedNetwork.newBuilder()
            .addLabels("a/b")
            .setProvenance(
                RunProvenance.newBuilder()
                    .setVersion("1/2")
                    .addAllArguments(
                        List.of(
                            "train",
                            "|none~0|+",
                            "--data-dir",
                            "/home/ann/cats",
                            "--run-dir=C:\\Users\\ann",
                            "../ann/cell.txtpb",
                            "--epochs",
                            "2")))
            .build();
    TrainedNetwork removed = LocalPaths.removed(network);
    assertThat(removed.getProvenance().getArgumentsList())
        .containsExactly(
            "train", "|none~0|+", "--data-dir", "PATH", "--run-dir=PATH", "PATH", "--epochs", "2");
    assertThat(removed.getLabelsList()).containsExactly("a/b");
    assertThat(removed.getProvenance().getVersion()).isEqualTo("1/2");
  }

  @Test
  void settingsThatArePathsAreNotShown() {
    TrainingConfig config =
        TrainingConfig.newBuilder()
            .setInitialWeights("weights.binpb")
            .setData(DataConfig.newBuilder().setDataSet("folder").setDirectory("/home/ann"))
            .build();
    TrainingConfig removed = LocalPaths.removed(config);
    assertThat(removed.getInitialWeights()).isEqualTo("PATH");
    assertThat(removed.getData().getDirectory()).isEqualTo("PATH");
    assertThat(removed.getData().getDataSet()).isEqualTo("folder");
    assertThat(LocalPaths.removed(TrainingConfig.getDefaultInstance()))
        .isEqualTo(TrainingConfig.getDefaultInstance());
  }
}
