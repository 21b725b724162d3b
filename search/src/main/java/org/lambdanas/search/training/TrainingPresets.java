package org.lambdanas.search.training;

import java.util.Locale;
import org.lambdanas.graph.data.Augmentation;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.LearningRateDecay;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.proto.v1.WeightOptimizerConfig;

/** The settings a training has unless told otherwise. */
public final class TrainingPresets {

  private TrainingPresets() {}

  private static final int IMAGENET_SIDE = 224;

  /** Of the images' area, as usual for ImageNet. */
  private static final double LEAST_CROP_SHARE = 0.08;

  /** A named group of settings. */
  public enum Preset {
    /** DARTS on CIFAR-10: 36 channels, 20 cells, 600 epochs. */
    PAPER_CIFAR(36, 20, 5, 600, 96),
    /** The same with 16 channels and 8 cells, as for CIFAR-100 and SVHN. */
    PAPER_SMALL(16, 8, 5, 600, 96),
    /** DARTS on ImageNet, but with all 1024 images of a step at once. */
    PAPER_IMAGENET(48, 14, 5, 250, 1024),
    /** As the networks of NAS-Bench-201 were trained. */
    NASBENCH201(16, 15, 5, 200, 256),
    /** Small enough for a laptop. */
    LAPTOP(8, 4, 1, 20, 32);

    private final int channels;
    private final int cells;
    private final int cellsPerStage;
    private final int epochs;
    private final int batchSize;

    Preset(int channels, int cells, int cellsPerStage, int epochs, int batchSize) {
      this.channels = channels;
      this.cells = cells;
      this.cellsPerStage = cellsPerStage;
      this.epochs = epochs;
      this.batchSize = batchSize;
    }

    /**
     * The name in options.
     *
     * @return such as {@code "paper-cifar"}
     */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The preset an architecture is trained with by default.
   *
   * @param space the architecture's space
   * @param dataSet what is trained on
   * @return small for images below 16 pixels, else as published for the space
   */
  public static Preset of(String space, DataSet dataSet) {
    if (dataSet.imageSize() < 16) {
      return Preset.LAPTOP;
    }
    return isStaged(space) ? Preset.NASBENCH201 : Preset.PAPER_CIFAR;
  }

  /**
   * Whether networks of a space are counted in cells for each stage.
   *
   * @param space id of the space
   * @return true for NAS-Bench-201
   */
  public static boolean isStaged(String space) {
    return SearchSpaces.cellSpaceById(space).depth() == CellSpace.Depth.CELLS_PER_STAGE;
  }

  /**
   * A complete configuration.
   *
   * @param preset group of settings
   * @param architecture what is trained
   * @param dataSet what it is trained on
   * @return the configuration, to be changed where the user wants otherwise
   */
  public static TrainingConfig.Builder config(
      Preset preset, Architecture architecture, DataSet dataSet) {
    boolean paper = preset == Preset.PAPER_CIFAR || preset == Preset.PAPER_SMALL;
    boolean imageNet = preset == Preset.PAPER_IMAGENET;
    boolean bench = preset == Preset.NASBENCH201;
    Augmentation augmentation =
        dataSet.augmentation(imageNet ? IMAGENET_SIDE : dataSet.imageSize());
    NetworkConfig.Builder network = NetworkConfig.newBuilder().setChannels(preset.channels);
    if (isStaged(architecture.getSpace())) {
      network.setCellsPerStage(preset.cellsPerStage);
    } else {
      network
          .setCells(preset.cells)
          .setStem((imageNet ? NetworkStem.TWO_PART : NetworkStem.SINGLE).message());
    }
    return TrainingConfig.newBuilder()
        .setArchitecture(architecture)
        .setData(
            DataConfig.newBuilder()
                .setDataSet(dataSet.id())
                .setImageSize(imageNet ? IMAGENET_SIDE : dataSet.imageSize())
                .setTrainPortion(1)
                .setCropPadding(imageNet ? 0 : augmentation.cropPadding())
                .setLeastCropShare(imageNet ? LEAST_CROP_SHARE : 0)
                .setHorizontalFlip(augmentation.horizontalFlip())
                .setCutout(paper ? dataSet.imageSize() / 2 : 0)
                .setClasses(dataSet.classes()))
        .setNetwork(network)
        .setWeightOptimizer(
            WeightOptimizerConfig.newBuilder()
                .setLearningRate(imageNet ? 0.5 : bench ? 0.1 : 0.025)
                .setMomentum(0.9)
                .setWeightDecay(imageNet ? 3e-5 : bench ? 5e-4 : 3e-4)
                .setClipNorm(bench ? 0 : 5))
        .setNesterov(bench)
        .setEpochs(preset.epochs)
        .setBatchSize(preset.batchSize)
        .setDropPath(paper ? 0.2 : 0)
        .setAuxiliaryWeight(paper || imageNet ? 0.4 : 0)
        .setLabelSmoothing(imageNet ? 0.1 : 0)
        .setWarmUpEpochs(imageNet ? 5 : 0)
        .setDecay(
            imageNet
                ? LearningRateDecay.LEARNING_RATE_DECAY_LINEAR
                : LearningRateDecay.LEARNING_RATE_DECAY_COSINE)
        .setValidation(ValidationImages.VALIDATION_IMAGES_TEST)
        .setExecution(
            ExecutionConfig.newBuilder().setDevice("cpu").setPrecision("float32").setPrefetch(2));
  }
}
