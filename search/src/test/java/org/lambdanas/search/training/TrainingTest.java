package org.lambdanas.search.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.PixelPlace;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.export.InferenceNetwork;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Augment;
import org.lambdanas.proto.v1.ClassWeights;
import org.lambdanas.proto.v1.KeptEpoch;
import org.lambdanas.proto.v1.LearningRateDecay;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingCheckpoint;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingObjective;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Pace;

class TrainingTest {

  /** Three epochs of three batches with everything on; the last batch of an epoch is smaller. */
  private static TrainingConfig.Builder config() {
    TrainingConfig.Builder config =
        TrainingPresets.config(
            TrainingPresets.of(SearchSpaces.DEFAULT, DataSets.byName("digits")),
            NasBench201Space.INSTANCE.parse(
                "|nor_conv_3x3~0|+|skip_connect~0|avg_pool_3x3~1|"
                    + "+|none~0|skip_connect~1|nor_conv_1x1~2|"),
            DataSets.byName("digits"));
    config
        .setEpochs(3)
        .setBatchSize(8)
        .setNesterov(true)
        .setDropPath(.3)
        .setLabelSmoothing(.1)
        .setWarmUpEpochs(1)
        .setEmaDecay(.5)
        .setValidation(ValidationImages.VALIDATION_IMAGES_HELD_OUT);
    config.getDataBuilder().setTrainImages(40).setTrainPortion(.5);
    config.getNetworkBuilder().setChannels(2);
    return config;
  }

  private static Training start(TrainingConfig config) {
    return new Training(config, TrainingData.load(config));
  }

  /** Runs so many more steps and gives the last checkpoint. */
  private static TrainingCheckpoint run(Training training, int steps) {
    List<TrainingCheckpoint> kept = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(steps);
    EpochListener<TrainingEpochRecord> count =
        new EpochListener<>() {
          @Override
          public void step(int epoch, int step, int all, java.util.Optional<Double> loss) {
            left.decrementAndGet();
          }
        };
    training.run(count, () -> left.get() <= 0, kept::add);
    return kept.get(kept.size() - 1);
  }

  private static List<TrainingEpochRecord> records(TrainingCheckpoint checkpoint) {
    return checkpoint.getHistory().getEpochsList().stream()
        .map(record -> record.toBuilder().clearSeconds().build())
        .toList();
  }

  @Test
  void aResumedTrainingIsTheUninterruptedOneToTheBit() {
    TrainingConfig config = config().build();
    try (Training whole = start(config);
        Training first = start(config);
        Training second = start(config)) {
      TrainingCheckpoint end = run(whole, Integer.MAX_VALUE);
      TrainingCheckpoint middle = run(first, 4);
      assertThat(middle.getEpoch()).isEqualTo(1);
      assertThat(middle.getStep()).isEqualTo(1);
      second.restore(middle);
      TrainingCheckpoint resumed = run(second, Integer.MAX_VALUE);
      assertThat(resumed.getTensorsList()).isEqualTo(end.getTensorsList());
      assertThat(records(resumed)).isEqualTo(records(end)).hasSize(3);
      assertThat(middle.getTensorsList()).isNotEqualTo(end.getTensorsList());
      assertThat(records(end).get(1).getDropPath()).isCloseTo(.1, within(1e-15));

      TrainingCheckpoint.Builder other = middle.toBuilder().setEpoch(2);
      assertThatThrownBy(() -> first.restore(other.build())).isInstanceOf(DataException.class);
      TrainingCheckpoint.Builder less = middle.toBuilder().removeTensors(0);
      assertThatThrownBy(() -> first.restore(less.build())).isInstanceOf(DataException.class);
    }
  }

  @Test
  void measuringThePaceLeavesNoTrace() {
    TrainingConfig config = changed().build();
    try (Training whole = start(config);
        Training measured = start(config)) {
      TrainingCheckpoint end = run(whole, Integer.MAX_VALUE);
      assertThat(measured.pace(() -> false).orElseThrow().parts())
          .extracting(Pace.Part::name, Pace.Part::left)
          .containsExactly(tuple("step", 9.0), tuple(Pace.JUDGING, 9.0));
      run(measured, 4);
      // Of what is left in the middle of the second epoch.
      assertThat(measured.pace(() -> false).orElseThrow().parts())
          .extracting(Pace.Part::left)
          .containsExactly(5.0, 6.0);
      assertThat(measured.pace(() -> true)).isEmpty();
      TrainingCheckpoint rest = run(measured, Integer.MAX_VALUE);
      assertThat(rest.getTensorsList()).isEqualTo(end.getTensorsList());
      assertThat(records(rest)).isEqualTo(records(end)).hasSize(3);
    }
  }

  /** The same with all that changes images, labels and what they count. */
  private static TrainingConfig.Builder changed() {
    TrainingConfig.Builder config =
        config()
            .setMixup(.4)
            .setClassWeights(ClassWeights.CLASS_WEIGHTS_BALANCED)
            .setObjective(TrainingObjective.TRAINING_OBJECTIVE_MACRO_F1)
            .setAuxiliaryWeight(.4);
    config.getDataBuilder().setColourJitter(.3).setAugment(Augment.AUGMENT_TRIVIAL);
    return config;
  }

  @Test
  void imagesThatAreTooManyForMemoryTrainTheSameToTheBit(@TempDir Path folder) throws IOException {
    TrainingConfig config = changed().setEpochs(2).build();
    Path cache = folder.resolve("cache");
    try (Training memory = start(config)) {
      System.setProperty(PixelPlace.MEMORY, "1k");
      System.setProperty(PixelPlace.FOLDER, cache.toString());
      try (Training file = start(config)) {
        assertThat(cache).isEmptyDirectory();
        TrainingCheckpoint end = run(memory, Integer.MAX_VALUE);
        TrainingCheckpoint same = run(file, Integer.MAX_VALUE);
        assertThat(same.getTensorsList()).isEqualTo(end.getTensorsList());
        assertThat(records(same)).isEqualTo(records(end)).hasSize(2);
      } finally {
        System.clearProperty(PixelPlace.MEMORY);
        System.clearProperty(PixelPlace.FOLDER);
      }
    }
  }

  @Test
  void imagesAreChangedAndMixedTheSameInAResumedTraining() {
    TrainingConfig config = changed().build();
    try (Training whole = start(config);
        Training first = start(config);
        Training second = start(config)) {
      TrainingCheckpoint end = run(whole, Integer.MAX_VALUE);
      second.restore(run(first, 4));
      TrainingCheckpoint resumed = run(second, Integer.MAX_VALUE);
      assertThat(resumed.getTensorsList()).isEqualTo(end.getTensorsList());
      assertThat(records(resumed)).isEqualTo(records(end)).hasSize(3);
    }
  }

  /** Of some digits there is one image more than of others. */
  private static TrainingConfig.Builder unbalanced() {
    TrainingConfig.Builder config = config();
    config.getDataBuilder().setTrainImages(46);
    return config;
  }

  @Test
  void eachChangeTrainsOthersWeights() {
    TrainingConfig.Builder jitter = unbalanced();
    jitter.getDataBuilder().setColourJitter(.3);
    TrainingConfig.Builder trivial = unbalanced();
    trivial.getDataBuilder().setAugment(Augment.AUGMENT_TRIVIAL);
    TrainingConfig.Builder rand = unbalanced();
    rand.getDataBuilder()
        .setAugment(Augment.AUGMENT_RAND)
        .setAugmentOperations(2)
        .setAugmentMagnitude(9);
    Map<String, TrainingConfig.Builder> changes =
        Map.of(
            "jitter",
            jitter,
            "trivial",
            trivial,
            "rand",
            rand,
            "mixup",
            unbalanced().setMixup(.4),
            "balanced",
            unbalanced().setClassWeights(ClassWeights.CLASS_WEIGHTS_BALANCED));
    try (Training plain = start(unbalanced().build())) {
      TrainingCheckpoint expected = run(plain, 3);
      changes.forEach(
          (name, config) -> {
            try (Training changed = start(config.build())) {
              TrainingCheckpoint found = run(changed, 3);
              assertThat(found.getTensorsList()).as(name).isNotEqualTo(expected.getTensorsList());
              TrainingEpochRecord record = records(found).get(0);
              assertThat(record.getLossNotFinite()).as(name).isZero();
              assertThat(record.getTrainLoss()).as(name).isBetween(.5, 10.0);
            }
          });
    }
  }

  @Test
  void whatIsSaidToBeNoneChangesNothing() {
    TrainingConfig.Builder none =
        config()
            .setClassWeights(ClassWeights.CLASS_WEIGHTS_NONE)
            .setObjective(TrainingObjective.TRAINING_OBJECTIVE_ACCURACY);
    none.getDataBuilder().setAugment(Augment.AUGMENT_NONE);
    try (Training plain = start(config().build());
        Training same = start(none.build())) {
      assertThat(run(same, 4).getTensorsList()).isEqualTo(run(plain, 4).getTensorsList());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TrainingObjective.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNRECOGNIZED"})
  void theBestEpochIsThatOfTheObjective(TrainingObjective objective) {
    ToDoubleFunction<TrainingEpochRecord> value =
        switch (objective) {
          case TRAINING_OBJECTIVE_MACRO_F1 -> TrainingEpochRecord::getValidationMacroF1;
          case TRAINING_OBJECTIVE_BALANCED_ACCURACY ->
              TrainingEpochRecord::getValidationBalancedAccuracy;
          default -> TrainingEpochRecord::getValidationAccuracy;
        };
    TrainingConfig config = worse().setObjective(objective).build();
    try (Training training = start(config)) {
      run(training, Integer.MAX_VALUE);
      TrainingResult result = training.result(RunProvenance.getDefaultInstance());
      List<TrainingEpochRecord> epochs = result.getHistory().getEpochsList();
      TrainingEpochRecord best = epochs.get(result.getBestEpoch());
      assertThat(epochs)
          .allSatisfy(
              epoch -> {
                assertThat(value.applyAsDouble(epoch))
                    .isLessThanOrEqualTo(value.applyAsDouble(best));
                assertThat(epoch.getValidationMacroF1()).isBetween(0.0, 1.0);
              });
      assertThat(result.getMacroF1()).isEqualTo(best.getValidationMacroF1());
      assertThat(result.getBalancedAccuracy()).isEqualTo(best.getValidationBalancedAccuracy());
      assertThat(Training.objective(result)).isEqualTo(value.applyAsDouble(best));
    }
  }

  /** Records in which the two disagree: a later epoch is better by F1 and worse by accuracy. */
  @Test
  void theObjectivesDisagree() {
    List<TrainingEpochRecord> epochs =
        List.of(
            TrainingEpochRecord.newBuilder()
                .setEpoch(0)
                .setValidationAccuracy(90)
                .setValidationMacroF1(.4)
                .setValidationBalancedAccuracy(50)
                .build(),
            TrainingEpochRecord.newBuilder()
                .setEpoch(1)
                .setValidationAccuracy(80)
                .setValidationMacroF1(.7)
                .setValidationBalancedAccuracy(60)
                .build(),
            TrainingEpochRecord.newBuilder()
                .setEpoch(2)
                .setValidationAccuracy(70)
                .setValidationMacroF1(.6)
                .setValidationBalancedAccuracy(65)
                .build());
    TrainingConfig.Builder config = config();
    assertThat(Training.kept(config.build(), epochs)).contains(epochs.get(0));
    config.setObjective(TrainingObjective.TRAINING_OBJECTIVE_MACRO_F1);
    assertThat(Training.kept(config.build(), epochs)).contains(epochs.get(1));
    config.setObjective(TrainingObjective.TRAINING_OBJECTIVE_BALANCED_ACCURACY);
    assertThat(Training.kept(config.build(), epochs)).contains(epochs.get(2));
  }

  /** Every epoch after the first forgets more: the rate is far too high. */
  private static TrainingConfig.Builder worse() {
    TrainingConfig.Builder config = config().setEpochs(4).setWarmUpEpochs(0).setEmaDecay(0);
    config.getWeightOptimizerBuilder().setLearningRate(3).setClipNorm(0);
    return config;
  }

  @Test
  void theBestEpochsNetworkIsKeptAlsoWhenResumed() {
    TrainingConfig config = worse().build();
    try (Training whole = start(config);
        Training first = start(config);
        Training second = start(config);
        Training last = start(worse().setKeep(KeptEpoch.KEPT_EPOCH_LAST).build());
        Training judged = start(worse().setEpochs(0).setInitialWeights("x").build())) {
      TrainingCheckpoint end = run(whole, Integer.MAX_VALUE);
      TrainingResult result = whole.result(RunProvenance.getDefaultInstance());
      TrainingEpochRecord best = result.getHistory().getEpochs(result.getBestEpoch());
      assertThat(result.getBestEpoch()).as("%s", records(end)).isLessThan(3);
      assertThat(result.getKeptEpoch()).isEqualTo(result.getBestEpoch());
      assertThat(result.getValidationLoss()).isEqualTo(best.getValidationLoss());
      TrainedNetwork kept = whole.network(result);
      assertThat(kept.getAccuracy()).isEqualTo(best.getValidationAccuracy());
      judged.start(kept);
      assertThat(judged.result(RunProvenance.getDefaultInstance()).getValidationLoss())
          .isEqualTo(best.getValidationLoss());

      second.restore(run(first, 3 * (result.getBestEpoch() + 1) + 1));
      TrainingCheckpoint resumed = run(second, Integer.MAX_VALUE);
      assertThat(resumed.getTensorsList()).isEqualTo(end.getTensorsList());
      assertThat(resumed.getBestList()).isEqualTo(end.getBestList()).isNotEmpty();
      assertThat(second.network(result)).isEqualTo(kept);
      TrainingCheckpoint without = resumed.toBuilder().clearBest().build();
      assertThatThrownBy(() -> second.restore(without)).isInstanceOf(DataException.class);

      assertThat(run(last, Integer.MAX_VALUE).getBestList()).isEmpty();
      TrainingResult ofLast = last.result(RunProvenance.getDefaultInstance());
      assertThat(ofLast.getKeptEpoch()).isEqualTo(3);
      assertThat(ofLast.getBestEpoch()).isEqualTo(result.getBestEpoch());
      assertThat(last.network(ofLast).getWeightsList()).isNotEqualTo(kept.getWeightsList());
    }
  }

  @Test
  void itStopsWhenNoEpochHasBeenBetterForLong() {
    TrainingConfig config = worse().setEpochs(20).setPatience(2).build();
    try (Training training = start(config);
        Training resumed = start(config)) {
      TrainingCheckpoint end = run(training, Integer.MAX_VALUE);
      TrainingResult result = training.result(RunProvenance.getDefaultInstance());
      assertThat(result.getStoppedEarly()).isTrue();
      assertThat(result.getHistory().getEpochsCount()).isEqualTo(result.getBestEpoch() + 3);
      resumed.restore(end);
      assertThat(resumed.run(EpochListener.none(), () -> false, kept -> {})).isTrue();
      assertThat(resumed.result(RunProvenance.getDefaultInstance()).getHistory())
          .isEqualTo(result.getHistory());
    }
  }

  @Test
  void aCellWithoutAPathTrainsWhatIsLeft() {
    TrainingConfig.Builder config =
        config()
            .setEpochs(1)
            .setWarmUpEpochs(0)
            .setArchitecture(
                NasBench201Space.INSTANCE.parse("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"));
    try (Training training = start(config.build())) {
      assertThat(records(run(training, Integer.MAX_VALUE)).get(0).getLossNotFinite()).isZero();
    }
  }

  @Test
  void theRateFallsAsConfigured() {
    TrainingConfig.Builder config = config().setEpochs(4);
    config.getWeightOptimizerBuilder().setLearningRate(.03).setFinalLearningRate(0);
    try (Training cosine = start(config.build());
        Training linear =
            start(config.setDecay(LearningRateDecay.LEARNING_RATE_DECAY_LINEAR).build())) {
      assertThat(records(run(cosine, Integer.MAX_VALUE)))
          .extracting(TrainingEpochRecord::getLearningRate)
          .usingElementComparator(closeTo(1e-15))
          .containsExactly(.03, .03, .0225, .0075);
      assertThat(records(run(linear, Integer.MAX_VALUE)))
          .extracting(TrainingEpochRecord::getLearningRate)
          .usingElementComparator(closeTo(1e-15))
          .containsExactly(.03, .03, .015, .015);
    }
  }

  private static Comparator<Double> closeTo(double distance) {
    return (a, b) -> Math.abs(a - b) <= distance ? 0 : Double.compare(a, b);
  }

  @Test
  void theAverageFollowsTheWeights() {
    TrainingConfig.Builder config = config();
    config.getExecutionBuilder().setPrecision("float64");
    try (Training training = start(config.build())) {
      Map<String, NamedTensor> before =
          TensorMessages.byName(training.checkpoint().getTensorsList());
      Map<String, NamedTensor> after = TensorMessages.byName(run(training, 1).getTensorsList());
      String name = "weights/head/linear/weights";
      double[] w0 = TensorMessages.doubles(Objects.requireNonNull(before.get(name)), 8, 10);
      double[] w1 = TensorMessages.doubles(Objects.requireNonNull(after.get(name)), 8, 10);
      double[] average =
          TensorMessages.doubles(Objects.requireNonNull(after.get("averaged " + name)), 8, 10);
      assertThat(
              TensorMessages.doubles(Objects.requireNonNull(before.get("averaged " + name)), 8, 10))
          .isEqualTo(w0);
      assertThat(w1).isNotEqualTo(w0);
      for (int i = 0; i < w0.length; i++) {
        assertThat(average[i]).isCloseTo((w0[i] + w1[i]) / 2, within(1e-15));
      }
      assertThat(training.sessionRuns()).as("set-up, two saves and one step").isEqualTo(4);
    }
  }

  @Test
  void theTrainedNetworkCanBeStartedFrom() {
    TrainingConfig config = config().build();
    TrainingConfig evaluation = config.toBuilder().setEpochs(0).setInitialWeights("x").build();
    try (Training training = start(config);
        Training again = start(evaluation);
        Training plain = start(evaluation.toBuilder().setEmaDecay(0).build())) {
      run(training, Integer.MAX_VALUE);
      TrainingResult result = training.result(RunProvenance.getDefaultInstance());
      TrainedNetwork network = training.network(result);
      assertThat(result.getKeptEpoch()).isEqualTo(result.getBestEpoch());
      assertThat(result.getValidationAccuracy()).isEqualTo(result.getBestAccuracy());
      assertThat(network.getWeightsList())
          .allMatch(tensor -> tensor.getName().startsWith("weights/"));
      assertThat(network.getStatisticsList())
          .allMatch(tensor -> tensor.getName().startsWith("statistics/"));
      for (Training other : List.of(again, plain)) {
        other.start(network);
        other.run(EpochListener.none(), () -> false, checkpoint -> {});
        TrainingResult found = other.result(RunProvenance.getDefaultInstance());
        assertThat(found.getValidationLoss()).isEqualTo(result.getValidationLoss());
        assertThat(found.hasBestEpoch()).isFalse();
        assertThat(other.network(found).getWeightsList()).isEqualTo(network.getWeightsList());
      }
      TrainedNetwork.Builder missing = network.toBuilder().removeWeights(0);
      assertThatThrownBy(() -> again.start(missing.build()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("missing");
      TrainedNetwork.Builder strange = network.toBuilder();
      strange.addWeights(network.getWeights(0).toBuilder().setName("weights/strange"));
      assertThatThrownBy(() -> again.start(strange.build()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("weights/strange");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, .5})
  void aTrainedNetworkHasNothingOfItsAuxiliaryHead(double decay) {
    TrainingConfig.Builder config = config().setEpochs(2).setEmaDecay(decay);
    try (Training training = start(config.setAuxiliaryWeight(.4).build())) {
      TrainingCheckpoint last = run(training, Integer.MAX_VALUE);
      assertThat(last.getTensorsList())
          .anyMatch(tensor -> tensor.getName().startsWith("statistics/auxiliary/"));
      TrainedNetwork network =
          training.network(training.result(RunProvenance.getDefaultInstance()));
      assertThat(network.getStatisticsList())
          .noneMatch(tensor -> tensor.getName().contains("auxiliary"));
      // Early versions stored them.
      NamedTensor foreign =
          TensorMessages.of("statistics/auxiliary/first/norm/mean", new long[] {1}, new float[1]);
      TrainedNetwork early = network.toBuilder().addStatistics(foreign).build();
      training.start(early);
      float[] pixels = new float[8 * 8 * network.getSize().getImageChannels()];
      try (InferenceNetwork now = InferenceNetwork.of(network);
          InferenceNetwork then = InferenceNetwork.of(early)) {
        assertThat(now.imageShape().size()).isEqualTo(pixels.length);
        assertThat(then.logits(pixels, 1)).isEqualTo(now.logits(pixels, 1));
      }
    }
  }

  @Test
  void aLossThatIsNotFiniteEndsInDivergence() {
    TrainingConfig.Builder config = config().setEmaDecay(0);
    config.getWeightOptimizerBuilder().setLearningRate(1e38).setClipNorm(0);
    try (Training training = start(config.build())) {
      assertThatThrownBy(() -> run(training, Integer.MAX_VALUE))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("--learning-rate");
    }
  }
}
