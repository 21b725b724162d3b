package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.proto.v1.ComparedCourse;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.SearchForecast;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.comparison.CellChoice;
import org.lambdanas.search.comparison.CellSearches;
import org.lambdanas.search.comparison.ComparedMethod;
import org.lambdanas.search.comparison.ComparedSearches;
import org.lambdanas.search.comparison.ComparedTrainings;
import org.lambdanas.search.comparison.Comparison;
import org.lambdanas.search.comparison.ComparisonSummary;
import org.lambdanas.search.comparison.EvaluationSearches;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.guidedrun.GuidedConfigs;
import org.lambdanas.search.guidedrun.GuidedParts;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares search methods over several seeds. */
@Command(
    name = "compare",
    header = "Search with several methods and seeds, and compare what they find.",
    description =
        "Everything else is the same: by the gradient of a super-network, or with "
            + "--objective by evaluations. Ctrl-C keeps what is done; --resume goes on from it.",
    footer = {
      "lnas compare --methods darts,lambda-darts,best-of-10 --seeds 0,1",
      "lnas compare --data folder --data-dir PICTURES --train 20",
      "lnas compare --objective table:nasbench201#cifar10_valid_200ep_mean --methods "
          + "guided,random --queries 40"
    })
public final class CompareVerb extends RunVerb<ComparisonConfig, ComparisonResult> {

  private static final String TRAIN = "--train";

  private static final List<String> USUAL = List.of("guided", "random", "regularised-evolution");

  @Mixin
  private final ConfigOptions compared =
      ConfigOptions.of(ComparisonConfig.getDescriptor()).only("--methods", "--seeds").build();

  @Mixin private MethodOptions methods = new MethodOptions();

  @Option(
      names = "--dry-run",
      description =
          "Do the first trial, or take one step of every phase with each method and a few of"
              + " trainings, say how long all would take, and stop.")
  private boolean dryRun;

  @Option(
      names = TRAIN,
      paramLabel = "EPOCHS",
      description = {
        "Train each cell that is found from scratch for so many epochs, with each seed, beside a"
            + " random cell, the largest one and a hand-made residual network, and compare them on"
            + " test pictures.",
        "Data and size of network are the searches', the rest is that of lnas train; of the"
            + " training images a tenth is held out to choose the epoch by."
      })
  private int trainingEpochs;

  public CompareVerb() {
    super(RunKind.COMPARISON);
  }

  @Override
  public ComparisonConfig config() {
    for (String other : List.of("--method", "--seed")) {
      if (isGiven(other)) {
        throw usage(other + " is for a single search: use " + other + "s");
      }
    }
    ComparisonConfig asked =
        compared.merge(FieldSetting.withDefaults(ComparisonConfig.newBuilder())).build();
    boolean guided = methods.isByEvaluations();
    List<String> named =
        guided && !compared.isGiven("--methods")
            ? USUAL
            : List.copyOf(new LinkedHashSet<>(asked.getMethodsList()));
    ComparisonConfig.Builder config =
        ComparisonConfig.newBuilder()
            .addAllMethods(named)
            .addAllSeeds(new LinkedHashSet<>(asked.getSeedsList()));
    if (guided) {
      if (isGiven(TRAIN)) {
        throw usage(
            TRAIN
                + " is for searches by the gradient of a super-network: leave it out, or leave out"
                + " --objective");
      }
      config.setGuided(methods.guided().shared(named));
    } else {
      methods.requireByGradient(named);
      requireEffect(methods.onlyGuided(), "differentiable searches (no --objective)");
      config.setSearch(
          options()
              .resolve(
                  Map.of(MethodOptions.METHOD, new ConfigOptions.Several("--methods", named))));
      if (named.stream().anyMatch(CompareVerb::isSearch)) {
        config.setChoice(CellChoice.settings(config.getSearch()));
      }
    }
    if (isGiven(TRAIN)) {
      requireAtLeast(1, TRAIN, trainingEpochs);
      config.setTraining(new TrainOptions().resolve(config.getSearch(), trainingEpochs));
    }
    ComparisonConfig complete = config.build();
    ComparedSearches.check(complete);
    if (!guided && named.stream().noneMatch(CompareVerb::isSearch)) {
      requireEffect(
          isGiven(TRAIN) ? options().onlyOfSearches() : options().ofSearches(),
          "--methods " + String.join(",", named));
    }
    return complete;
  }

  private static boolean isSearch(String method) {
    return ComparedMethod.byId(method) instanceof ComparedMethod.Searched;
  }

  private SearchOptions options() {
    return methods.differentiable();
  }

  @Override
  public void refuseOthers(String complete) {
    refuseBeside(complete, List.of(TRAIN));
    refuseBeside(complete, methods.namesOfWhatIsKept());
    refuseBeside(complete, compared.names());
  }

  @Override
  public ComparisonConfig moved(ComparisonConfig config) {
    if (config.hasGuided()) {
      return config.toBuilder().setGuided(methods.guided().moved(config.getGuided())).build();
    }
    requireEffect(methods.onlyGuided(), "differentiable searches");
    return config;
  }

  @Override
  public String name(ComparisonConfig config) {
    return "compare-"
        + (config.hasGuided()
            ? config.getGuided().getSpace()
            : config.getSearch().getData().getDataSet());
  }

  @Override
  protected Result execute() {
    return dryRun && !isGiven("--resume")
        ? dryRun((ComparisonConfig) planned().config(), progress())
        : super.execute();
  }

  /** Says how long a comparison would take. */
  static Result dryRun(ComparisonConfig config, PrintWriter progress) {
    int seeds = config.getSeedsCount();
    if (config.hasGuided()) {
      return GuidedJob.dryRun(
          GuidedConfigs.of(
              config.getGuided(),
              EvaluationSearches.kind(config.getMethods(0)),
              config.getSeeds(0)),
          config.getMethodsCount() * seeds);
    }
    SearchForecast forecast = forecast(config, progress);
    Lines lines = new Lines();
    forecast
        .getPhaseSecondsMap()
        .forEach((part, seconds) -> lines.add("%-22s %8.0f s", part, seconds));
    lines.add(
        "Every phase works. All searches%s, %d seeds of each, would take about %s.",
        config.hasTraining() ? " and trainings" : "",
        seeds,
        Durations.text(forecast.getEstimatedSeconds()));
    return Result.ok(lines, forecast);
  }

  /** Takes a few steps of each search and training. */
  static SearchForecast forecast(ComparisonConfig config, PrintWriter progress) {
    int seeds = config.getSeedsCount();
    CellSearches searches = new CellSearches(config);
    Map<String, Double> parts = new LinkedHashMap<>();
    SearchForecast.Builder all =
        SearchForecast.newBuilder().setEpochs(config.getSearch().getEpochs());
    for (String method : config.getMethodsList()) {
      searches
          .config(method, config.getSeeds(0))
          .ifPresent(
              one -> {
                SearchForecast forecast = SearchVerb.forecast(one, progress);
                all.setIterationsPerEpoch(forecast.getIterationsPerEpoch());
                parts.put(method, seeds * forecast.getEstimatedSeconds());
              });
    }
    if (config.hasTraining()) {
      new ComparedTrainings(
              config,
              ConfiguredImages.of(config.getTraining().getData()),
              new ComparedTrainings.Listener() {})
          .forecast()
          .forEach((name, seconds) -> parts.put("train " + name, seconds));
    }
    return all.putAllPhaseSeconds(parts)
        .setEstimatedSeconds(parts.values().stream().mapToDouble(Double::doubleValue).sum())
        .build();
  }

  @Override
  public RunWork<ComparisonConfig, ComparisonResult> work(
      ComparisonConfig config, RunProcess process, Optional<Path> resumed) {
    resumed.ifPresent(folder -> progress().println("resuming " + folder));
    ComparisonConfig now = resumed.isPresent() ? moved(config) : config;
    return now.hasGuided()
        ? new Comparison<>(now, new EvaluationSearches(now), process, new Evaluated(now))
        : new Comparison<>(now, new CellSearches(now), process, shown(now));
  }

  private ShownSearches shown(ComparisonConfig config) {
    return new ShownSearches(this, progress(), options().data(), config);
  }

  @Override
  public String again() {
    return options().data().argument();
  }

  @Override
  public Result result(Path folder, ComparisonResult result) {
    ComparisonResult printed = ComparisonSummary.with(result).setRunDir(folder.toString()).build();
    Lines lines =
        result.getConfig().hasGuided() ? ComparedText.of(printed) : ComparedCellsText.of(printed);
    if (printed.hasChosen()) {
      ChosenText.add(printed, lines.add(""));
    }
    lines.add("Folder: " + printed.getRunDir());
    if (result.getRunsList().stream().anyMatch(ComparedRun::hasValidationAccuracy)) {
      lines.next("lnas train --from-run", folder);
    }
    return Result.ok(lines, printed);
  }

  /** Shows what each search comes to, and how far all are. */
  private final class Evaluated implements Comparison.Searcher<GuidedConfig, GuidedResult> {

    private final ComparisonConfig config;
    private final EvaluationSearches searches;
    private final Function<GuidedConfig, GuidedParts> parts;
    private final GuidedProgress shown;

    Evaluated(ComparisonConfig config) {
      this.config = config;
      this.searches = new EvaluationSearches(config);
      this.parts = GuidedParts.several(config.getGuided());
      GuidedConfig first = first(config.getMethods(0));
      this.shown =
          new GuidedProgress(
              progress(),
              first,
              parts.apply(first),
              config.getMethodsCount() * config.getSeedsCount());
    }

    private GuidedConfig first(String method) {
      return searches.config(method, config.getSeeds(0)).orElseThrow();
    }

    /** What a method's strategy or the backend cannot do is known before there is a folder. */
    @Override
    public void start() {
      config.getMethodsList().stream()
          .map(method -> parts.apply(first(method)).strategy().get())
          .forEach(Objects::requireNonNull);
      parts.apply(first(config.getMethods(0))).backend().get().close();
      progress()
          .println(
              GuidedJob.headline(
                  "%s with %d seeds"
                      .formatted(
                          String.join(", ", config.getMethodsList()), config.getSeedsCount()),
                  config.getGuided(),
                  config.getMethodsCount() * config.getSeedsCount()));
    }

    @Override
    public RunProcess.Input input() {
      GuidedConfig first = first(config.getMethods(0));
      return work(first).input();
    }

    @Override
    public GuidedRun work(GuidedConfig own) {
      return new GuidedRun(own, parts.apply(own), shown);
    }

    @Override
    public void begins(String method, long seed, int done, int of) {
      shown.begins(ShownSearches.heading(method, seed));
    }

    @Override
    public void done(ComparedRun run, boolean found) {
      shown.ends();
      ComparedCourse course = run.getCourse();
      progress()
          .println(
              "%s%s: %s"
                  .formatted(
                      ShownSearches.heading(run.getMethod(), run.getSeed()),
                      found ? ", done before" : "",
                      course.hasBestValue()
                          ? "%s, found by evaluation %d"
                              .formatted(
                                  Goal.text(course.getBestValue()), course.getBestQuery() + 1)
                          : "no evaluation succeeded"));
    }
  }
}
