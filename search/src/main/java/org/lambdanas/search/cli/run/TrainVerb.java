package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.export.InferenceNetwork;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.KeptEpoch;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TrainForecast;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.cli.option.ArchitectureArgument;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.Pace;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.training.Training;
import org.lambdanas.search.training.TrainingData;
import org.lambdanas.search.training.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains the network of an architecture from scratch. */
@Command(
    name = "train",
    header = "Train the network of an architecture from scratch and judge it.",
    description = "Ctrl-C keeps a checkpoint; --resume goes on from it.",
    footer = {
      "lnas train --from-run runs/mine",
      "lnas train "
          + "'|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|' "
          + "--epochs 20"
    })
public final class TrainVerb extends RunVerb<TrainingConfig, TrainingResult> {

  @Parameters(
      arity = "0..1",
      paramLabel = "ARCHITECTURE",
      description = "Text of a search space, or a .txtpb, .binpb or .json file.")
  private @Nullable String argument;

  @Option(
      names = "--from-run",
      paramLabel = "DIR",
      description = {
        "Train what the search in this run folder found, or the best search of a comparison.",
        "Data, size of images and what changes them, channels and depth are the search's, unless "
            + "an option or --preset says otherwise."
      })
  private @Nullable Path fromRun;

  @Option(
      names = "--space",
      paramLabel = "ID",
      description = "Search space of the text (default: whichever reads it).")
  private @Nullable String space;

  @Option(
      names = "--dry-run",
      description =
          "Take a few steps, say how long the training would take and how much memory it needs, and"
              + " stop.")
  private boolean dryRun;

  @Mixin private TrainOptions options = new TrainOptions();

  public TrainVerb() {
    super(RunKind.TRAINING);
  }

  @Override
  public TrainingConfig config() {
    if ((argument == null) == (fromRun == null)) {
      throw usage("give either an architecture or --from-run");
    }
    if (fromRun == null) {
      Architecture read =
          ArchitectureArgument.read(
              String.valueOf(argument), Optional.ofNullable(space).map(SearchSpaces::byId));
      if (space != null && !read.getSpace().equals(space)) {
        throw usage("--space is " + space + ", but " + argument + " is of " + read.getSpace());
      }
      return options.resolve(read, Optional.empty());
    }
    if (space != null) {
      throw usage("--from-run knows its space: leave out --space");
    }
    SearchResult found = FoundBySearch.in(fromRun, progress()::println);
    return options.resolve(found.getArchitecture(), Optional.of(found.getConfig()));
  }

  @Override
  public void refuseOthers(String complete) {
    refuseBeside(complete, options.namesOfWhatIsKept());
    refuseBeside(complete, List.of("--from-run", "--space"));
    if (argument != null) {
      throw usage(complete + " brings its own architecture: leave out '" + argument + "'");
    }
  }

  @Override
  public String name(TrainingConfig config) {
    return String.join(
        "-",
        config.getArchitecture().getSpace(),
        config.getData().getDataSet(),
        "s" + config.getSeed());
  }

  @Override
  public RunWork<TrainingConfig, TrainingResult> work(
      TrainingConfig config, RunProcess process, Optional<Path> resumed) {
    TrainingConfig.Builder moved = config.toBuilder();
    options.data().moveTo(moved.getDataBuilder());
    TrainingData data = TrainingData.load(moved.build());
    return new TrainingRun(
        config,
        data,
        epochs(
            resumed,
            line(moved.getData(), data),
            TrainVerb::lines,
            pace -> Optional.of(Faster.line(pace, fewerJudged(config, data), "--epochs"))));
  }

  /** Images that are held out may be fewer than those of the test. */
  private static Optional<String> fewerJudged(TrainingConfig config, TrainingData data) {
    int images = data.validation().images().size();
    double heldOut = (1 - TrainOptions.TRAIN_PORTION) * data.training().images().size();
    return config.getValidation() == ValidationImages.VALIDATION_IMAGES_TEST
            && heldOut < images / 2.0
        ? Optional.of(
            "with --validate-on held-out it goes by %.0f images, not %d".formatted(heldOut, images))
        : Optional.empty();
  }

  private static String line(DataConfig config, TrainingData data) {
    return ImageOptions.line(
        config,
        data.training().images(),
        "%d images to train on, %d to judge by"
            .formatted(data.training().images().size(), data.validation().images().size()));
  }

  @Override
  protected Result execute() {
    return dryRun && !isGiven("--resume")
        ? dryRun((TrainingConfig) planned().config())
        : super.execute();
  }

  /** Takes a few steps, of which nothing is kept. */
  private Result dryRun(TrainingConfig config) {
    NativeTensorFlow.load().require(ExecutionOptions.of(config.getExecution()));
    TrainingData data = TrainingData.load(config);
    progress().println(line(config.getData(), data));
    TrainForecast forecast = forecast(config, data);
    Lines lines =
        new Lines()
            .add(forecast.getArchitectureText())
            .add(
                "%,d weights, %,d multiply-accumulates an image",
                forecast.getWeights(), forecast.getMultiplyAccumulates())
            .add(
                "graph built in %.1f s; a step of %d images takes %.3f s",
                forecast.getBuildSeconds(), config.getBatchSize(), forecast.getStepSeconds())
            .add(
                "an epoch takes about %s: %d steps, and the evaluation of %d images",
                Durations.text(forecast.getEpochSeconds()),
                forecast.getStepsPerEpoch(),
                forecast.getValidationImages());
    if (forecast.hasMebibytes()) {
      lines.add("memory: about %.0f MiB", forecast.getMebibytes());
    }
    return Result.ok(
        lines.add(
            "The training would take about %s: %d epochs. Nothing was kept.",
            Durations.text(forecast.getEstimatedSeconds()), forecast.getEpochs()),
        forecast);
  }

  private static TrainForecast forecast(TrainingConfig config, TrainingData data) {
    // Without epochs it is judged once.
    int epochs = Math.max(1, config.getEpochs());
    Pace pace = Training.pace(config.toBuilder().setEpochs(epochs).build(), data);
    double epoch = pace.secondsLeft() / epochs;
    NetworkSpace network = SearchSpaces.networkSpaceById(config.getArchitecture().getSpace());
    ImageSet shown = data.training().images();
    NetworkCost cost =
        NetworkCost.ofArchitecture(
            network,
            config.getArchitecture(),
            NetworkSize.of(
                network,
                config.getNetwork(),
                shown.channels(),
                shown.classes(config.getData().getClasses())),
            shown.height());
    TrainForecast.Builder forecast =
        TrainForecast.newBuilder()
            .setArchitectureText(network.format(config.getArchitecture()))
            .setWeights(cost.weights())
            .setMultiplyAccumulates(cost.multiplyAccumulates())
            .setTrainingImages(data.training().images().size())
            .setValidationImages(data.validation().images().size())
            .setStepsPerEpoch(data.training().batchesPerEpoch())
            .setEpochs(config.getEpochs())
            .setBuildSeconds(pace.preparationSeconds())
            .setStepSeconds(pace.parts().get(0).seconds())
            .setEpochSeconds(epoch)
            .setEstimatedSeconds(
                config.getEpochs() == 0
                    ? pace.preparationSeconds() + pace.share(Pace.JUDGING) * epoch
                    : pace.wholeSeconds());
    PeakMemory.mebibytes().ifPresent(forecast::setMebibytes);
    return forecast.build();
  }

  @Override
  public String again() {
    return options.data().argument();
  }

  static List<String> lines(TrainingEpochRecord record, int epochs) {
    String line =
        String.format(
            Locale.ROOT,
            "epoch %3d/%d  loss %.3f/%.3f  accuracy %.1f/%.1f %%  rate %.4f  %.1f s",
            record.getEpoch() + 1,
            epochs,
            record.getTrainLoss(),
            record.getValidationLoss(),
            record.getTrainAccuracy(),
            record.getValidationAccuracy(),
            record.getLearningRate(),
            record.getSeconds());
    int lost = record.getLossNotFinite();
    return lost == 0
        ? List.of(line)
        : List.of(
            line, "warning: the loss was not finite in " + lost + " steps; they changed nothing");
  }

  @Override
  public Result result(Path folder, TrainingResult result) {
    TrainingResult printed = result.toBuilder().setRunDir(folder.toString()).build();
    return Result.ok(lines(printed), printed);
  }

  private static Lines lines(TrainingResult result) {
    Lines lines =
        new Lines()
            .add(result.getArchitectureText())
            .add(
                "%,d weights, %,d multiply-accumulates an image",
                result.getWeights(), result.getMultiplyAccumulates())
            .add(
                "accuracy %.2f %% of %d images, loss %.4f, %s",
                result.getValidationAccuracy(),
                result.getValidationImages(),
                result.getValidationLoss(),
                keptEpoch(result));
    if (result.hasMacroF1() && result.hasBalancedAccuracy()) {
      lines.add(
          "macro F1 %.3f, balanced accuracy %.2f %%",
          result.getMacroF1(), result.getBalancedAccuracy());
    }
    List<TrainingEpochRecord> epochs = result.getHistory().getEpochsList();
    if (result.getKeptEpoch() + 1 < epochs.size()) {
      lines.add(
          "last epoch %d with %.2f %%",
          epochs.size(), epochs.get(epochs.size() - 1).getValidationAccuracy());
    } else if (result.hasBestEpoch() && result.getBestEpoch() != result.getKeptEpoch()) {
      lines.add(
          "best epoch %d with %.2f %%, chosen on the same images",
          result.getBestEpoch() + 1, result.getBestAccuracy());
    }
    if (result.getStoppedEarly()) {
      lines.add(
          "Stopped early after epoch %d: no better %s in %d epochs.",
          epochs.size(), objective(result.getConfig()), result.getConfig().getPatience());
    }
    InferenceNetwork.noise(result.getConfig().getArchitecture()).ifPresent(lines::add);
    return lines
        .add("Trained in %.1f s. Run folder: %s", result.getSeconds(), result.getRunDir())
        .next("lnas export", Path.of(result.getRunDir()), "--output model");
  }

  /** What epochs are compared by, in words. */
  private static String objective(TrainingConfig config) {
    return switch (config.getObjective()) {
      case TRAINING_OBJECTIVE_MACRO_F1 -> "macro F1";
      case TRAINING_OBJECTIVE_BALANCED_ACCURACY -> "balanced accuracy";
      default -> "accuracy";
    };
  }

  /** Whose network it is that is judged and kept. */
  private static String keptEpoch(TrainingResult result) {
    if (!result.hasKeptEpoch()) {
      return "after 0 epochs";
    }
    return String.format(
        Locale.ROOT,
        "kept after epoch %d of %d, the %s",
        result.getKeptEpoch() + 1,
        result.getConfig().getEpochs(),
        result.getConfig().getKeep() == KeptEpoch.KEPT_EPOCH_BEST
            ? "best by " + objective(result.getConfig()) + ", chosen on the same images"
            : "last");
  }
}
