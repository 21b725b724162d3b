package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.SharingResult;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.sharing.SharingRun;
import org.lambdanas.search.training.TrainingData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains weights that all architectures of a space share. */
@Command(
    name = "share",
    header = "Train one super-network whose weights all architectures of a space share.",
    description =
        "'lnas rank' then ranks architectures by it, without training any of them. Ctrl-C "
            + "keeps a checkpoint; --resume goes on from it.",
    footer = {
      "lnas share --run-dir runs/shared",
      "lnas share --data cifar10 --data-dir FOLDER --epochs 100"
    })
public final class ShareVerb extends RunVerb<SharingConfig, SharingResult> {

  @Mixin private SharingOptions options = new SharingOptions();

  public ShareVerb() {
    super(RunKind.SHARING);
  }

  @Override
  public SharingConfig config() {
    return options.resolve();
  }

  @Override
  public void refuseOthers(String complete) {
    refuseBeside(complete, options.namesOfWhatIsKept());
  }

  @Override
  public String name(SharingConfig config) {
    return String.join(
        "-",
        method(config),
        config.getSpace(),
        config.getData().getDataSet(),
        "s" + config.getSeed());
  }

  private static String method(SharingConfig config) {
    return EnumNames.of(config.getMethod().getValueDescriptor());
  }

  @Override
  public RunWork<SharingConfig, SharingResult> work(
      SharingConfig config, RunProcess process, Optional<Path> resumed) {
    SharingConfig.Builder moved = config.toBuilder();
    options.data().moveTo(moved.getDataBuilder());
    TrainingData data =
        TrainingData.heldOut(moved.getData(), config.getBatchSize(), config.getSeed());
    String line =
        ImageOptions.line(
            moved.getData(),
            data.training().images(),
            "%d images to train on, %d to judge by"
                .formatted(data.training().images().size(), data.validation().images().size()));
    return new SharingRun(
        config,
        data,
        epochs(
            resumed,
            line,
            TrainVerb::lines,
            pace ->
                Optional.of(
                    Faster.line(pace, Optional.of("watch fewer (--watched)"), "--epochs"))));
  }

  @Override
  public String again() {
    return options.data().argument();
  }

  @Override
  public Result result(Path folder, SharingResult result) {
    SharingResult printed = result.toBuilder().setRunDir(folder.toString()).build();
    List<TrainingEpochRecord> epochs = result.getHistory().getEpochsList();
    TrainingEpochRecord last = epochs.get(epochs.size() - 1);
    return Result.ok(
        new Lines()
            .add(
                "%s: %,d weights for all architectures of %s",
                method(result.getConfig()), result.getWeights(), result.getConfig().getSpace())
            .add(
                "mean accuracy of %d architectures %.2f %%, loss %.4f",
                result.getConfig().getWatched(),
                last.getValidationAccuracy(),
                last.getValidationLoss())
            .add("Trained in %.1f s. Run folder: %s", result.getSeconds(), printed.getRunDir())
            .next("lnas rank", folder, "--sample 100"),
        printed);
  }
}
