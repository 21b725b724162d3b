package org.lambdanas.search.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.Augmentation;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.Prefetcher;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.proto.v1.WeightOptimizerConfig;
import org.lambdanas.search.training.TrainingPresets;
import org.lambdanas.search.training.TrainingPresets.Preset;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options that make up a training's configuration. Those not given come from the preset. */
final class TrainOptions {

  /** Share that trains the weights when images are held out and nothing else is said. */
  private static final double TRAIN_PORTION = 0.9;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Defaults: paper-cifar, paper-small, nasbench201 or laptop (default: laptop for digits,"
              + " else as published for the space).")
  private @Nullable String preset;

  @Option(
      names = "--data",
      paramLabel = "NAME",
      description = "digits (embedded, default), cifar10, cifar100, svhn, mnist or fashion-mnist.")
  private String data = "digits";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of the image files, in their published form, plain or gzipped.")
  private @Nullable Path directory;

  @Option(
      names = "--train-images",
      paramLabel = "N",
      description = "Use the first N training images (default: all).")
  private @Nullable Integer trainImages;

  @Option(
      names = "--image-size",
      paramLabel = "PIXELS",
      description = "Resize the images to this side (default: as they are).")
  private @Nullable Integer imageSize;

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

  @Option(
      names = "--crop-padding",
      paramLabel = "PIXELS",
      description = "Random crop after padding (default: an eighth of the side; 0: none).")
  private @Nullable Integer cropPadding;

  @Option(
      names = "--flip",
      negatable = true,
      description = "Mirror half of the images (default: as usual for the data).")
  private @Nullable Boolean flip;

  @Option(names = "--cutout", paramLabel = "PIXELS", description = "Side of the cutout square.")
  private @Nullable Integer cutout;

  @Option(
      names = "--stem",
      paramLabel = "NAME",
      description =
          "How a network of the DARTS family begins: single (default), or two-part for images of"
              + " 224 pixels.")
  private @Nullable String stem;

  @Option(names = "--channels", paramLabel = "N", description = "Channels of the first stage.")
  private @Nullable Integer channels;

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

  @Option(names = "--learning-rate", paramLabel = "X", description = "Highest learning rate.")
  private @Nullable Double learningRate;

  @Option(
      names = "--final-learning-rate",
      paramLabel = "X",
      description = "What it falls to along a cosine (default: 0).")
  private @Nullable Double finalLearningRate;

  @Option(
      names = "--warm-up-epochs",
      paramLabel = "N",
      description = "Epochs in which the rate rises first (default: 0).")
  private @Nullable Integer warmUpEpochs;

  @Option(names = "--momentum", paramLabel = "X", description = "Default: 0.9.")
  private @Nullable Double momentum;

  @Option(
      names = "--nesterov",
      negatable = true,
      description = "Nesterov's form of the momentum (default: with preset nasbench201).")
  private @Nullable Boolean nesterov;

  @Option(names = "--weight-decay", paramLabel = "X", description = "L2 penalty of the weights.")
  private @Nullable Double weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "Ceiling of the gradient's norm (0: none).")
  private @Nullable Double clipNorm;

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

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "cpu (default), gpu:0, ..., or several that share each batch: gpu:0,gpu:1.")
  private @Nullable String device;

  @Option(
      names = "--intra-op-threads",
      paramLabel = "N",
      description = "Threads inside an operation (default: 0, all cores).")
  private @Nullable Integer intraOpThreads;

  @Option(
      names = "--inter-op-threads",
      paramLabel = "N",
      description = "Operations at a time (default: 0, all cores).")
  private @Nullable Integer interOpThreads;

  @Option(
      names = "--prefetch",
      paramLabel = "N",
      description = "Batches prepared ahead of the step (default: 2).")
  private @Nullable Integer prefetch;

  /** The names of all these options. */
  static List<String> names() {
    return CommandSpec.forAnnotatedObject(new TrainOptions()).options().stream()
        .map(OptionSpec::longestName)
        .toList();
  }

  /**
   * The configuration that the options ask for, complete.
   *
   * @throws ConfigException if an option is unknown or out of range
   */
  TrainingConfig resolve(Architecture architecture) {
    DataSet dataSet = DataSets.open(data, Optional.ofNullable(directory));
    Preset chosen =
        preset == null
            ? TrainingPresets.of(architecture.getSpace(), dataSet)
            : Choice.of("preset", preset, List.of(Preset.values()), Preset::id);
    TrainingConfig.Builder config = TrainingPresets.config(chosen, architecture, dataSet);
    data(dataSet, config.getDataBuilder());
    validation(config);
    training(config);
    execution(config.getExecutionBuilder());
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

  private void data(DataSet dataSet, DataConfig.Builder config) {
    if (directory != null) {
      config.setDirectory(directory.toAbsolutePath().normalize().toString());
    }
    given(trainImages, n -> config.setTrainImages(SearchOptions.positive("--train-images", n)));
    if (imageSize != null) {
      Augmentation augmentation =
          dataSet.augmentation(SearchOptions.positive("--image-size", imageSize));
      config.setImageSize(imageSize).setCropPadding(augmentation.cropPadding());
      if (config.getCutout() > 0) {
        config.setCutout(imageSize / 2);
      }
    }
    given(cropPadding, notNegative("--crop-padding", config::setCropPadding));
    given(flip, config::setHorizontalFlip);
    given(cutout, notNegative("--cutout", config::setCutout));
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
    given(stem, name -> network.setStem(NetworkStem.byId(name).message()));
    given(channels, n -> network.setChannels(SearchOptions.positive("--channels", n)));
    if (cells != null) {
      SearchOptions.positive("--cells", cells);
      if (TrainingPresets.isStaged(config.getArchitecture().getSpace())) {
        network.setCellsPerStage(cells);
      } else {
        network.setCells(cells);
      }
    }
    given(epochs, notNegative("--epochs", config::setEpochs));
    given(batchSize, n -> config.setBatchSize(SearchOptions.positive("--batch-size", n)));
    WeightOptimizerConfig.Builder weights = config.getWeightOptimizerBuilder();
    given(learningRate, weights::setLearningRate);
    given(finalLearningRate, weights::setFinalLearningRate);
    given(momentum, weights::setMomentum);
    given(weightDecay, weights::setWeightDecay);
    given(clipNorm, weights::setClipNorm);
    given(nesterov, config::setNesterov);
    given(warmUpEpochs, notNegative("--warm-up-epochs", config::setWarmUpEpochs));
    given(dropPath, config::setDropPath);
    given(auxiliaryWeight, config::setAuxiliaryWeight);
    given(labelSmoothing, config::setLabelSmoothing);
    given(emaDecay, config::setEmaDecay);
    given(
        initialWeights,
        file -> config.setInitialWeights(file.toAbsolutePath().normalize().toString()));
  }

  private void execution(ExecutionConfig.Builder config) {
    given(precision, config::setPrecision);
    given(device, config::setDevice);
    given(intraOpThreads, notNegative("--intra-op-threads", config::setIntraOpThreads));
    given(interOpThreads, notNegative("--inter-op-threads", config::setInterOpThreads));
    given(prefetch, n -> config.setPrefetch(SearchOptions.positive("--prefetch", n)));
  }

  private static <T> void given(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  private static Consumer<Integer> notNegative(String option, Consumer<Integer> setter) {
    return value -> setter.accept(SearchOptions.notNegative(option, value));
  }
}
