package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.search.cli.option.ArchitectureSelection;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.GivenArchitectures;
import org.lambdanas.search.cli.option.PredictorSettings;
import org.lambdanas.search.cli.option.TextOption;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.guidedrun.MeasuredTable;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains architectures to make a benchmark table of one's own. */
@Command(
    name = "train",
    header = "Make a benchmark of your own by training architectures.",
    description =
        "What comes of it is written as a table, with learning curves and seconds. "
            + "Architectures that are the same network are trained once. Ctrl-C keeps what is "
            + "done; --resume goes on from it.",
    footer = "lnas table train --sample 20 --epochs 10 --output mine.binpb")
public final class TableTrainVerb extends RunVerb<GuidedConfig, GuidedResult> {

  @Parameters(
      arity = "0..*",
      paramLabel = "ARCHITECTURE",
      description = "Texts of the search space, or files as --from takes them.")
  private List<String> named = List.of();

  @Mixin private ArchitectureSelection selection = new ArchitectureSelection();

  @Mixin
  private final ConfigOptions settings =
      ConfigOptions.of(GuidedConfig.getDescriptor(), TrainingConfig.getDescriptor())
          .withoutThoseOf(StrategyConfig.getDescriptor(), BudgetConfig.getDescriptor())
          .without(
              "--queries",
              "--order",
              "--ahead",
              "--initial-weights",
              "--objective",
              "--intra-op-threads",
              "--inter-op-threads")
          .build();

  @Mixin private final TextOption preset = TrainOptions.preset();

  @Option(
      names = "--output",
      paramLabel = "TABLE",
      description = "File the table is written to, too, such as mine.binpb.")
  private @Nullable Path output;

  public TableTrainVerb() {
    super(RunKind.GUIDED);
  }

  private GuidedOptions options() {
    return new GuidedOptions(
        settings,
        preset,
        new TextOption("--objective", "", ""),
        new GivenArchitectures(),
        new PredictorSettings());
  }

  private GuidedJob job() {
    return new GuidedJob(options(), this::refuseBeside, progress());
  }

  @Override
  public GuidedConfig config() {
    NetworkSpace space =
        SearchSpaces.networkSpaceById(
            settings.given("--space").map(Object::toString).orElse("nasbench201"));
    Seed seed = new Seed(settings.given("--seed").map(s -> (Long) s).orElse(0L));
    return options().resolve(selection.in(space, named, seed, space::canonical));
  }

  @Override
  public GuidedConfig moved(GuidedConfig config) {
    return job().moved(config);
  }

  @Override
  public String name(GuidedConfig config) {
    return "table-%s-s%s".formatted(config.getSpace(), Long.toUnsignedString(config.getSeed()));
  }

  @Override
  public void refuseOthers(String complete) {
    refuseBeside(complete, ArchitectureSelection.names());
    if (!named.isEmpty()) {
      throw usage(complete + " brings its own architectures: leave out '" + named.get(0) + "'");
    }
    job().refuseOthers(complete);
  }

  @Override
  public RunWork<GuidedConfig, GuidedResult> work(
      GuidedConfig config, RunProcess process, Optional<Path> resumed) {
    return job().work(config, process, resumed);
  }

  @Override
  public String resumption(RunFolder<GuidedConfig, GuidedResult> run) {
    return run.resumption().replaceFirst(kind().verb(), "table train")
        + job().again()
        + (output == null ? "" : " --output " + output);
  }

  @Override
  public Result result(Path folder, GuidedResult result) {
    Path table = folder.resolve(MeasuredTable.FILE);
    if (output != null) {
      MeasuredTable.write(output, RunFolder.open(folder, kind()));
      table = output;
    }
    long rows = result.getQueriesList().stream().filter(query -> query.hasValue()).count();
    Lines lines = new Lines();
    lines.add(
        "%d architectures trained in %s%s, written to %s",
        rows,
        Durations.text(result.getTrialSeconds()),
        rows == result.getQueriesCount()
            ? ""
            : "; %d failed".formatted(result.getQueriesCount() - rows),
        table);
    return Result.ok(
        lines.add("Folder: %s", folder).next("lnas table info --table", table),
        result.toBuilder().setRunDir(folder.toString()).setTable(table.toString()).build());
  }
}
