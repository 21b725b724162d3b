package org.lambdanas.search.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.KeptEpoch;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingCheckpoint;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.run.EpochListener;

/** The way of a training with 16-bit feature maps beside that in single precision. */
class MixedTrainingTest {

  private record Trained(TrainingCheckpoint checkpoint, TrainedNetwork network) {}

  private static Trained trained(String precision) {
    TrainingConfig config = config(precision).build();
    List<TrainingCheckpoint> kept = new ArrayList<>();
    try (Training training = new Training(config, TrainingData.load(config))) {
      training.run(EpochListener.none(), () -> false, kept::add);
      return new Trained(
          kept.get(kept.size() - 1),
          training.network(training.result(RunProvenance.getDefaultInstance())));
    }
  }

  private static TrainingConfig.Builder config(String precision) {
    DataSet digits = DataSets.byName("digits");
    TrainingConfig.Builder config =
        TrainingPresets.config(
            TrainingPresets.of(SearchSpaces.DEFAULT, digits),
            NasBench201Space.INSTANCE.parse(
                "|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|"
                    + "+|skip_connect~0|skip_connect~1|nor_conv_3x3~2|"),
            digits);
    config.setEpochs(4).setBatchSize(32).setKeep(KeptEpoch.KEPT_EPOCH_LAST);
    config.getNetworkBuilder().setChannels(4);
    config.getDataBuilder().setTrainImages(320);
    config.getExecutionBuilder().setPrecision(precision);
    return config;
  }

  /** Accuracy of given weights with feature maps of a precision, in percent. */
  private static double judged(TrainedNetwork network, String precision) {
    TrainingConfig config = config(precision).setEpochs(0).build();
    try (Training training = new Training(config, TrainingData.load(config))) {
      training.start(network);
      return training.result(RunProvenance.getDefaultInstance()).getValidationAccuracy();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfloat16", "float16"})
  void itLearnsAsInSinglePrecision(String precision) {
    Trained narrow = trained(precision);
    Trained single = trained("float32");
    List<TrainingEpochRecord> epochs = narrow.checkpoint().getHistory().getEpochsList();
    List<TrainingEpochRecord> expected = single.checkpoint().getHistory().getEpochsList();
    assertThat(epochs).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(epochs.get(i).getTrainLoss())
          .isNotEqualTo(expected.get(i).getTrainLoss())
          .isCloseTo(expected.get(i).getTrainLoss(), withinPercentage(5));
    }
    assertThat(epochs.get(3).getTrainLoss()).isLessThan(.9 * epochs.get(0).getTrainLoss());
    // Trainings that round differently part, whatever the precision; the same weights do the same.
    assertThat(judged(single.network(), precision))
        .isCloseTo(expected.get(3).getValidationAccuracy(), within(3.0));
    // What is kept is in single precision all the same.
    assertThat(narrow.checkpoint().getTensorsList())
        .isNotEmpty()
        .allMatch(tensor -> tensor.hasFloats());
  }
}
