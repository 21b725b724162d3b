package org.lambdanas.search.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.Prefetcher;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.space.TrainingRecipe;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LearningRateDecay;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.training.TrainingPresets;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that make up a training's configuration. Those not given come from the preset. */
final class TrainOptions {

  /** Share that trains the weights when images are held out and nothing else is said. */
  private static final double TRAIN_PORTION = 0.9;

  private static final EnumOption<LearningRateDecay> DECAY =
      new EnumOption<>(
          "decay of the learning rate",
          "LEARNING_RATE_DECAY_",
          List.of(
              LearningRateDecay.LEARNING_RATE_DECAY_COSINE,
              LearningRateDecay.LEARNING_RATE_DECAY_LINEAR));

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Defaults: paper-cifar, paper-small, nasbench201 or laptop (default: laptop for digits,"
              + " else as published for the space).")
  private @Nullable String preset;

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--validate-on",
      paramLabel = "IMAGES",
      description = "test (default) or held-out: those that --train-portion leaves.")
  private @Nullable String validateOn;

  @Option(
      names = "--train-portion",
      paramLabel = "SHARE",
      description = "Share of the training images that trains; the rest is held out (0.9).")
  private @Nullable Double trainPortion;

  @Mixin private final AugmentationOptions augmentation = new AugmentationOptions();

  @Mixin private final StemOptions stem = new StemOptions();

  @Option(
      names = "--cells",
      paramLabel = "N",
      description = "Cells: in each of the three stages for nasbench201, else in all.")
  private @Nullable Integer cells;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training images; 0: only evaluate --initial-weights.")
  private @Nullable Integer epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images a step.")
  private @Nullable Integer batchSize;

  @Option(names = "--seed", paramLabel = "N", description = "Master seed (default: 0).")
  private long seed;

  @Mixin private final WeightOptimizerOptions weights = new WeightOptimizerOptions();

  @Option(
      names = "--decay",
      paramLabel = "NAME",
      description = "How the learning rate falls: cosine or linear (default: the preset's).")
  private @Nullable String decay;

  @Option(
      names = "--warm-up-epochs",
      paramLabel = "N",
      description = "Epochs in which it rises first (default: 0).")
  private @Nullable Integer warmUpEpochs;

  @Option(
      names = "--nesterov",
      negatable = true,
      description = "Nesterov's form of the momentum (default: with preset nasbench201).")
  private @Nullable Boolean nesterov;

  @Option(
      names = "--drop-path",
      paramLabel = "SHARE",
      description = "Share of the operations' outputs dropped towards the end.")
  private @Nullable Double dropPath;

  @Option(
      names = "--auxiliary-weight",
      paramLabel = "X",
      description = "Weight of an auxiliary head's loss (paper presets: 0.4; 0: no head).")
  private @Nullable Double auxiliaryWeight;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "Share of the target spread over all classes (default: 0).")
  private @Nullable Double labelSmoothing;

  @Option(
      names = "--ema-decay",
      paramLabel = "X",
      description = "Judge and keep a moving average of the weights (default: 0, none).")
  private @Nullable Double emaDecay;

  @Option(
      names = "--initial-weights",
      paramLabel = "FILE",
      description = "Start from the model.binpb of an earlier training.")
  private @Nullable Path initialWeights;

  @Option(names = "--precision", paramLabel = "TYPE", description = "float32 (default) or float64.")
  private @Nullable String precision;

  @Mixin private final DeviceOptions device = new DeviceOptions();

  /** Which images. */
  DataOptions data() {
    return data;
  }

  /**
   * The configuration that the options ask for, complete.
   *
   * @throws ConfigException if an option is unknown or out of range
   */
  TrainingConfig resolve(Architecture architecture) {
    DataSet dataSet = data.open();
    TrainingRecipe chosen =
        preset == null
            ? TrainingPresets.of(architecture.getSpace(), dataSet)
            : Choice.of("preset", preset, TrainingPresets.all(), TrainingRecipe::id);
    TrainingConfig.Builder config = TrainingPresets.config(chosen, architecture, dataSet);
    data.fill(dataSet, config.getDataBuilder());
    augmentation.fill(config.getDataBuilder());
    validation(config);
    training(config);
    Given.set(precision, config.getExecutionBuilder()::setPrecision);
    device.fill(config.getExecutionBuilder());
    TrainingConfig resolved = config.build();
    check(resolved);
    return resolved;
  }

  /**
   * Checks a resolved configuration.
   *
   * @throws ConfigException if a setting is out of its range, saying which
   */
  static void check(TrainingConfig config) {
    try {
      Validation.check(config);
    } catch (DataException e) {
      throw new ConfigException("setting out of range: " + e.getMessage(), e);
    }
    if (config.getExecution().getPrefetch() > Prefetcher.MOST_AHEAD) {
      throw new ConfigException("prefetch is too large: use 1 to " + Prefetcher.MOST_AHEAD);
    }
    if (config.getEpochs() == 0 && config.getInitialWeights().isEmpty()) {
      throw new ConfigException(
          "no epochs and no initial weights: give --epochs of at least 1, or --initial-weights");
    }
  }

  private void validation(TrainingConfig.Builder config) {
    boolean heldOut = trainPortion != null;
    if (validateOn != null) {
      heldOut =
          Choice.of("validation", validateOn, List.of("test", "held-out"), id -> id)
              .equals("held-out");
    }
    if (!heldOut && trainPortion != null) {
      throw new ConfigException(
          "--train-portion holds images out: leave it out, or use --validate-on held-out");
    }
    if (heldOut) {
      config.setValidation(ValidationImages.VALIDATION_IMAGES_HELD_OUT);
      config.getDataBuilder().setTrainPortion(trainPortion == null ? TRAIN_PORTION : trainPortion);
    }
  }

  private void training(TrainingConfig.Builder config) {
    config.setSeed(seed);
    NetworkConfig.Builder network = config.getNetworkBuilder();
    stem.fill(network);
    if (cells != null) {
      SearchSpaces.cellSpaceById(config.getArchitecture().getSpace())
          .depth()
          .set(network, Given.positive("--cells", cells));
    }
    Given.setNotNegative("--epochs", epochs, config::setEpochs);
    Given.setPositive("--batch-size", batchSize, config::setBatchSize);
    weights.fill(config.getWeightOptimizerBuilder());
    Given.set(nesterov, config::setNesterov);
    Given.setNotNegative("--warm-up-epochs", warmUpEpochs, config::setWarmUpEpochs);
    Given.set(decay, name -> config.setDecay(DECAY.byName(name)));
    Given.set(dropPath, config::setDropPath);
    Given.set(auxiliaryWeight, config::setAuxiliaryWeight);
    Given.set(labelSmoothing, config::setLabelSmoothing);
    Given.set(emaDecay, config::setEmaDecay);
    Given.set(
        initialWeights,
        file -> config.setInitialWeights(file.toAbsolutePath().normalize().toString()));
  }
}
