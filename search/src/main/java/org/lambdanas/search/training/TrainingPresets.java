package org.lambdanas.search.training;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lambdanas.graph.data.Augmentation;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.PictureRules;
import org.lambdanas.graph.data.RandAugment;
import org.lambdanas.graph.space.Depth;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.space.TrainingRecipe;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Augment;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.KeptEpoch;
import org.lambdanas.proto.v1.LearningRateDecay;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.proto.v1.WeightOptimizerConfig;

/** The settings a training has unless told otherwise: a few for all spaces, and the spaces' own. */
public final class TrainingPresets {

  /** DARTS with 16 channels and 8 cells, as for CIFAR-100 and SVHN. */
  private static final TrainingRecipe PAPER_SMALL =
      new TrainingRecipe(
          "paper-small",
          Map.of(Depth.CELLS, 8, Depth.CELLS_PER_STAGE, 5),
          true,
          TrainingRecipe.DARTS.settings().toBuilder()
              .setNetwork(NetworkConfig.newBuilder().setChannels(16))
              .build());

  /** DARTS on ImageNet, but with all 1024 images of a step at once. */
  private static final TrainingRecipe PAPER_IMAGENET =
      new TrainingRecipe(
          "paper-imagenet",
          Map.of(Depth.CELLS, 14, Depth.CELLS_PER_STAGE, 5),
          false,
          TrainingConfig.newBuilder()
              // Windows of 8 % of the images' area or more, as usual for ImageNet.
              .setData(DataConfig.newBuilder().setImageSize(224).setLeastCropShare(0.08))
              .setNetwork(
                  NetworkConfig.newBuilder()
                      .setChannels(48)
                      .setStem(NetworkStem.TWO_PART.message()))
              .setWeightOptimizer(
                  WeightOptimizerConfig.newBuilder()
                      .setLearningRate(0.5)
                      .setMomentum(0.9)
                      .setWeightDecay(3e-5)
                      .setClipNorm(5))
              .setEpochs(250)
              .setBatchSize(1024)
              .setAuxiliaryWeight(0.4)
              .setLabelSmoothing(0.1)
              .setWarmUpEpochs(5)
              .setDecay(LearningRateDecay.LEARNING_RATE_DECAY_LINEAR)
              .build());

  /** Small enough for a laptop. */
  private static final TrainingRecipe LAPTOP =
      new TrainingRecipe(
          "laptop",
          Map.of(Depth.CELLS, 4, Depth.CELLS_PER_STAGE, 1),
          false,
          TrainingConfig.newBuilder()
              .setNetwork(NetworkConfig.newBuilder().setChannels(8))
              .setWeightOptimizer(TrainingRecipe.DARTS.settings().getWeightOptimizer())
              .setEpochs(20)
              .setBatchSize(32)
              .build());

  private TrainingPresets() {}

  /** Small enough for a laptop, in every space. */
  public static TrainingRecipe laptop() {
    return LAPTOP;
  }

  /**
   * All presets.
   *
   * @return in the order in which they are listed to people
   */
  public static List<TrainingRecipe> all() {
    Stream<TrainingRecipe> own =
        SearchSpaces.all().stream()
            .flatMap(space -> space.networks().stream())
            .map(NetworkSpace::training);
    return Stream.of(
            Stream.of(TrainingRecipe.DARTS, PAPER_SMALL, PAPER_IMAGENET), own, Stream.of(LAPTOP))
        .flatMap(recipes -> recipes)
        .distinct()
        .toList();
  }

  /**
   * The preset an architecture is trained with by default.
   *
   * @return small for images below 16 pixels, else as published for the space
   */
  public static TrainingRecipe of(String space, DataSet dataSet) {
    return dataSet.imageSize() < 16 ? LAPTOP : SearchSpaces.networkSpaceById(space).training();
  }

  /**
   * A complete configuration.
   *
   * @return the configuration, to be changed where the user wants otherwise
   */
  public static TrainingConfig.Builder config(
      TrainingRecipe preset, Architecture architecture, DataSet dataSet) {
    NetworkSpace space = SearchSpaces.networkSpaceById(architecture.getSpace());
    TrainingConfig settings = preset.settings();
    DataConfig images = settings.getData();
    int imageSize = images.getImageSize() > 0 ? images.getImageSize() : dataSet.imageSize();
    Augmentation augmentation = dataSet.augmentation(imageSize);
    TrainingConfig.Builder config =
        TrainingConfig.newBuilder()
            .setArchitecture(architecture)
            .setData(
                DataConfig.newBuilder()
                    .setDataSet(dataSet.id())
                    .setImageSize(imageSize)
                    .setTrainPortion(1)
                    .setCropPadding(images.getLeastCropShare() > 0 ? 0 : augmentation.cropPadding())
                    .setHorizontalFlip(augmentation.horizontalFlip())
                    .setCutout(preset.halfCutout() ? imageSize / 2 : 0)
                    .setClasses(dataSet.classes())
                    .setHeldOut(PictureRules.usual().heldOut())
                    .setAugment(Augment.AUGMENT_NONE)
                    .setAugmentOperations(RandAugment.usual().operations())
                    .setAugmentMagnitude(RandAugment.usual().magnitude()))
            .setDecay(LearningRateDecay.LEARNING_RATE_DECAY_COSINE)
            .setValidation(ValidationImages.VALIDATION_IMAGES_TEST)
            .setKeep(KeptEpoch.KEPT_EPOCH_BEST)
            .setExecution(
                ExecutionConfig.newBuilder()
                    .setDevice("cpu")
                    .setPrecision("float32")
                    .setPrefetch(2))
            .mergeFrom(settings);
    NetworkConfig.Builder network = config.getNetworkBuilder();
    space.depth().set(network, preset.depth(space.depth()));
    if (space.stems().size() > 1) {
      network.setStem(NetworkStem.of(network.getStem()).message());
    } else {
      network.clearStem();
    }
    return config;
  }
}
