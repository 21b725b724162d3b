package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchForecast;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.cli.option.TableText;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.differentiable.DryRun;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchLimits;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.draw.LineArt;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Searches a cell on images. */
@Command(
    name = "search",
    header = "Search a cell on images, by default on the embedded digits.",
    description =
        "With --objective it searches by evaluations: of a table, of trainings or of "
            + "scores. Ctrl-C keeps a checkpoint; --resume goes on from it.",
    footer = {
      "lnas search",
      "lnas search --data cifar10 --data-dir FOLDER --preset laptop --seeds 3",
      "lnas search --objective table:nasbench201#cifar10_valid_200ep_mean --method "
          + "guided --queries 60"
    })
public final class SearchVerb extends JobVerb {

  @Mixin private MethodOptions methods = new MethodOptions();

  @Option(
      names = "--dry-run",
      description =
          "Take one step of every phase, or do the first trial, say how long the search would take,"
              + " and stop.")
  private boolean dryRun;

  @Option(
      names = "--measure-finalists",
      arity = "0..1",
      paramLabel = "N",
      fallbackValue = "5",
      description =
          "Measure the N best on this machine at the end (5 if none is given), where latency:FILE"
              + " is limited or minimised.")
  private int finalists = 1;

  @Option(
      names = SeedsJob.OPTION,
      paramLabel = "N",
      description =
          "Search with N seeds, --seed and those that follow, and choose one of the cells they find"
              + " by what each shows before any training (default: 1).")
  private int seeds = 1;

  @Override
  protected List<RunJob<?, ?>> jobs() {
    return List.of(new Differentiable(), guided());
  }

  @Override
  protected RunJob<?, ?> asked() {
    if (!methods.isGuided()) {
      return seeds > 1 ? seeds() : new Differentiable();
    }
    requireEffect(List.of(SeedsJob.OPTION), "--method " + methods.method());
    return guided();
  }

  private SeedsJob seeds() {
    return new SeedsJob(methods.differentiable(), seeds, this, progress());
  }

  private void refuse(String complete, List<String> others) {
    refuseBeside(complete, others);
    refuseBeside(complete, List.of(SeedsJob.OPTION));
  }

  private GuidedJob guided() {
    return new GuidedJob(
        methods.guided(), this::refuse, progress(), isGiven("--measure-finalists") ? finalists : 0);
  }

  @Override
  protected Result execute() {
    requireAtLeast(1, "--measure-finalists", finalists);
    requireAtLeast(1, SeedsJob.OPTION, seeds);
    if (!dryRun || isGiven("--resume")) {
      return super.execute();
    }
    Planned<?, ?> planned = planned();
    writeOptions(Optional.of(planned.config()), Optional.empty());
    if (planned.config() instanceof GuidedConfig guided) {
      return GuidedJob.dryRun(guided, 1);
    }
    return planned.config() instanceof ComparisonConfig several
        ? CompareVerb.dryRun(several, progress())
        : dryRun((SearchConfig) planned.config());
  }

  /** A search by the gradient of a super-network. */
  private final class Differentiable implements RunJob<SearchConfig, SearchResult> {

    private final SearchOptions options = methods.differentiable();

    @Override
    public RunKind<SearchConfig, SearchResult> kind() {
      return RunKind.SEARCH;
    }

    @Override
    public void refuseOthers(String complete) {
      refuse(complete, options.namesOfWhatIsKept());
      requireEffect(methods.onlyGuided(), "a differentiable search");
      requireEffect(List.of("--measure-finalists"), "a differentiable search");
    }

    @Override
    public SearchConfig config() {
      requireEffect(methods.onlyGuided(), "--method " + methods.method());
      requireEffect(List.of("--measure-finalists"), "--method " + methods.method());
      return options.resolve();
    }

    @Override
    public String name(SearchConfig config) {
      String method =
          config
              .getMethod()
              .name()
              .substring("SEARCH_METHOD_".length())
              .toLowerCase(Locale.ROOT)
              .replace('_', '-');
      return method + "-" + config.getData().getDataSet() + "-s" + config.getSeed();
    }

    @Override
    public RunWork<SearchConfig, SearchResult> work(
        SearchConfig config, RunProcess process, Optional<Path> resumed) {
      SearchConfig.Builder moved = config.toBuilder();
      options.data().moveTo(moved.getDataBuilder());
      Budget.of(config.getBudget()).saidLimits().ifPresent(progress()::println);
      SearchData data = SearchData.load(moved.build());
      return new SearchRun(
          config,
          data,
          epochs(
              resumed,
              ImageOptions.line(moved.getData(), data),
              new SearchLines(SearchSpaces.cellSpaceById(config.getSpace())),
              pace ->
                  Optional.of(
                      Faster.line(
                          pace,
                          Optional.of("leave out --evaluate"),
                          "--epochs or --train-images"))));
    }

    @Override
    public String again() {
      return options.data().argument();
    }

    @Override
    public Result result(Path folder, SearchResult result) {
      EpochRecord last = SearchRun.derivedAfter(result);
      CellDrawing drawing = CellDrawing.of(result.getArchitecture());
      SearchResult printed = result.toBuilder().setRunDir(folder.toString()).build();
      return Result.ok(lines(printed, last, drawing), printed);
    }
  }

  private static Lines lines(SearchResult result, EpochRecord last, CellDrawing drawing) {
    Lines lines =
        new Lines()
            .add(result.getArchitectureText())
            .add("")
            .addAll(drawing.lines(LineArt.ofTerminal()))
            .add("")
            .add(result.getVerdict());
    if (result.hasLimited()) {
      SearchLimits.words(result.getLimited()).forEach(words -> lines.add("%s", words));
    }
    if (result.getStoppedEarly()) {
      lines.add(
          "Stopped early after epoch %d: the Hessian's eigenvalue grew. This is the cell of epoch"
              + " %d.",
          result.getHistory().getEpochsCount(), result.getDerivedAfter() + 1);
    }
    if (last.hasPublished()) {
      lines.add("Published results of this cell:");
      TableText.addPublished(lines, PublishedTables.headline(last.getPublished()));
    }
    return lines
        .add("Searched in %.1f s. Run folder: %s", result.getSeconds(), result.getRunDir())
        .next("lnas train --from-run", Path.of(result.getRunDir()));
  }

  private Result dryRun(SearchConfig config) {
    SearchForecast forecast = forecast(config, progress());
    Lines lines = new Lines();
    forecast
        .getPhaseSecondsMap()
        .forEach((phase, seconds) -> lines.add("%-22s %8.3f s", phase, seconds));
    lines.add(
        "Every phase works. The search would take about %.0f s: %d epochs of %d iterations.",
        forecast.getEstimatedSeconds(), forecast.getEpochs(), forecast.getIterationsPerEpoch());
    if (forecast.hasMebibytes()) {
      lines.add("memory: about %.0f MiB", forecast.getMebibytes());
    }
    return Result.ok(lines, forecast);
  }

  /** Takes a step of every phase of a search. */
  static SearchForecast forecast(SearchConfig config, PrintWriter progress) {
    NativeTensorFlow.load().require(ExecutionOptions.of(config.getExecution()));
    SearchData data = SearchData.load(config);
    progress.println(ImageOptions.line(config.getData(), data));
    DryRun.Report report = DryRun.of(config, data);
    SearchForecast.Builder forecast =
        SearchForecast.newBuilder()
            .putAllPhaseSeconds(report.seconds())
            .setEstimatedSeconds(report.pace().wholeSeconds())
            .setIterationsPerEpoch(data.weights().batchesPerEpoch())
            .setEpochs(config.getEpochs());
    PeakMemory.mebibytes().ifPresent(forecast::setMebibytes);
    return forecast.build();
  }
}
