package org.lambdanas.search.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.run.Provenances;
import org.lambdanas.search.run.TrainingFolder;
import org.lambdanas.search.training.TrainingData;
import org.lambdanas.search.training.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains the network of an architecture from scratch. */
@Command(
    name = "train",
    description = {
      "Train the network of an architecture from scratch and judge it.",
      "Ctrl-C keeps a checkpoint; --resume goes on from it."
    })
final class TrainVerb extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "ARCHITECTURE",
      description = "Text of a search space, or a .txtpb, .binpb or .json file.")
  private @Nullable String argument;

  @Option(
      names = "--from-run",
      paramLabel = "DIR",
      description = "Train what the search in this run folder found.")
  private @Nullable Path fromRun;

  @Option(
      names = "--space",
      paramLabel = "ID",
      description = "Search space of the text (default: whichever reads it).")
  private @Nullable String space;

  @Mixin private TrainOptions options = new TrainOptions();

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "Folder of the run (default: trainings/TIME-SPACE-DATA-sSEED).")
  private @Nullable Path runDir;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with the training in DIR. Its configuration holds.")
  private @Nullable Path resume;

  @Override
  protected Result execute() {
    if (resume != null) {
      refuseOptionsBesideResume();
      return resume(TrainingFolder.open(resume));
    }
    TrainingConfig config = options.resolve(architecture());
    NativeTensorFlow.load().require(ExecutionOptions.of(config.getExecution()));
    TrainingData data = TrainingData.load(config);
    RunProvenance provenance =
        Provenances.now(
            Version.text(),
            arguments(),
            config.getSeed(),
            data.sha256(),
            data.training().images().size());
    try (TrainingRun run =
        TrainingRun.begin(
            runDir == null ? defaultFolder(config) : runDir, config, data, provenance)) {
      progress().println("run folder " + run.folder().path());
      return train(run);
    }
  }

  private void refuseOptionsBesideResume() {
    refuseBeside("--resume", OptionNames.of(options));
    refuseBeside("--resume", List.of("--from-run", "--space", "--run-dir"));
    if (argument != null) {
      throw usage("--resume brings its own architecture: leave out '" + argument + "'");
    }
  }

  private Architecture architecture() {
    if ((argument == null) == (fromRun == null)) {
      throw usage("give either an architecture or --from-run");
    }
    if (fromRun != null) {
      if (space != null) {
        throw usage("--from-run knows its space: leave out --space");
      }
      Path file = fromRun.resolve("architecture.txtpb");
      if (!Files.exists(file)) {
        throw new DataException(fromRun + " holds no finished search: there is no " + file);
      }
      return Messages.read(file, Architecture.getDefaultInstance());
    }
    return ArchitectureArgument.read(
        String.valueOf(argument), Optional.ofNullable(space).map(SearchSpaces::byId));
  }

  private static Path defaultFolder(TrainingConfig config) {
    return DatedFolder.unused(
        "trainings",
        String.join(
            "-",
            config.getArchitecture().getSpace(),
            config.getData().getDataSet(),
            "s" + config.getSeed()));
  }

  private Result resume(TrainingFolder folder) {
    TrainingConfig config = folder.config();
    TrainOptions.check(config);
    NativeTensorFlow.load().require(ExecutionOptions.of(config.getExecution()));
    TrainingData data = TrainingData.load(config);
    try (TrainingRun run = TrainingRun.resume(folder, data)) {
      progress()
          .println(
              run.resumedAt()
                  .map(
                      checkpoint ->
                          Resumption.at(folder.path(), checkpoint.getEpoch(), checkpoint.getStep()))
                  .orElse(Resumption.fromStart(folder.path())));
      return train(run);
    }
  }

  private Result train(TrainingRun run) {
    TrainingFolder folder = run.folder();
    try (Interruption interruption = Interruption.watch();
        TrainProgress progress =
            new TrainProgress(progress(), Boolean.getBoolean("lnas.terminal") && !isQuiet())) {
      TrainingResult result =
          run.run(progress, interruption::requested)
              .orElseThrow(
                  () ->
                      new InterruptedRunException(
                          "stopped; go on with: lnas train --resume " + folder.path()));
      ReportVerb.write(folder.path());
      TrainingResult printed = result.toBuilder().setRunDir(folder.path().toString()).build();
      return Result.ok(lines(printed), printed);
    }
  }

  private static Lines lines(TrainingResult result) {
    Lines lines =
        new Lines()
            .add(result.getArchitectureText())
            .add(
                "%,d weights, %,d multiply-accumulates an image",
                result.getWeights(), result.getMultiplyAccumulates())
            .add(
                "accuracy %.2f %% of %d images, loss %.4f, after %d epochs",
                result.getValidationAccuracy(),
                result.getValidationImages(),
                result.getValidationLoss(),
                result.getConfig().getEpochs());
    if (result.hasBestEpoch()) {
      lines.add(
          "best epoch %d with %.2f %%, chosen on the same images",
          result.getBestEpoch() + 1, result.getBestAccuracy());
    }
    return lines.add("Trained in %.1f s. Run folder: %s", result.getSeconds(), result.getRunDir());
  }
}
