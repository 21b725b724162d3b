package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MethodScore;
import org.lambdanas.proto.v1.MethodSummary;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.comparison.ComparedMethod;
import org.lambdanas.search.comparison.Comparison;
import org.lambdanas.search.comparison.ComparisonSummary;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Compares search methods over several seeds. */
@Command(
    name = "compare",
    description = {
      "Search with several methods and several seeds, everything else the same, and compare.",
      "Ctrl-C keeps what is done; --resume goes on from it."
    })
public final class CompareVerb extends RunVerb<ComparisonConfig, ComparisonResult> {

  @Mixin
  private final ConfigOptions compared =
      ConfigOptions.of(ComparisonConfig.getDescriptor()).only("--methods", "--seeds").build();

  @Mixin private SearchOptions options = new SearchOptions();

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
    ComparisonConfig config =
        ComparisonConfig.newBuilder()
            .addAllMethods(new LinkedHashSet<>(asked.getMethodsList()))
            .addAllSeeds(new LinkedHashSet<>(asked.getSeedsList()))
            .setSearch(
                options.resolve(
                    Map.of(
                        "--method",
                        new ConfigOptions.Several("--methods", asked.getMethodsList()))))
            .build();
    Comparison.check(config);
    if (config.getMethodsList().stream()
        .noneMatch(id -> ComparedMethod.byId(id) instanceof ComparedMethod.Searched)) {
      requireEffect(options.ofSearches(), "--methods " + String.join(",", config.getMethodsList()));
    }
    return config;
  }

  @Override
  public void refuseBesideResume() {
    refuseBeside("--resume", options.namesOfWhatIsKept());
    refuseBeside("--resume", compared.names());
  }

  @Override
  public String name(ComparisonConfig config) {
    return "compare-" + config.getSearch().getData().getDataSet();
  }

  @Override
  public RunWork<ComparisonConfig, ComparisonResult> work(
      ComparisonConfig config, RunProcess process, Optional<Path> resumed) {
    resumed.ifPresent(folder -> progress().println("resuming " + folder));
    DataConfig.Builder moved = config.getSearch().getData().toBuilder();
    options.data().moveTo(moved);
    return new Comparison(config, process, moved.getDirectory(), new Progress(config.getSearch()));
  }

  @Override
  public String again() {
    return options.data().argument();
  }

  @Override
  public Result result(Path folder, ComparisonResult result) {
    ComparisonResult printed =
        result.toBuilder()
            .addAllMethods(ComparisonSummary.of(result))
            .setRunDir(folder.toString())
            .build();
    return Result.ok(lines(printed), printed);
  }

  /** Shows each search like a search alone, under a heading. */
  private final class Progress implements Comparison.Listener {
    private final EpochProgress<EpochRecord> search;

    Progress(SearchConfig config) {
      this.search =
          epochs(
              Optional.empty(), "", new SearchLines(SearchSpaces.cellSpaceById(config.getSpace())));
    }

    @Override
    public void data(DataConfig where, SearchData data) {
      progress().println(ImageOptions.line(where, data));
    }

    @Override
    public EpochListener<EpochRecord> begins(String method, long seed, int done, int of) {
      progress()
          .println(
              method
                  + ", seed "
                  + Long.toUnsignedString(seed)
                  + " ("
                  + (done + 1)
                  + "/"
                  + of
                  + ")");
      return search;
    }

    @Override
    public void done(ComparedRun run, boolean found) {
      progress()
          .println(
              run.getMethod()
                  + ", seed "
                  + Long.toUnsignedString(run.getSeed())
                  + (found ? ", done before: " : ": ")
                  + run.getCells(0).getArchitectureText());
    }
  }

  private static Lines lines(ComparisonResult result) {
    Lines lines = new Lines();
    for (ComparedRun run : result.getRunsList()) {
      for (DerivedCell cell : run.getCellsList()) {
        lines.add(
            "%-14s seed %-3s %-13s %-9s %s  %s",
            run.getMethod(),
            Long.toUnsignedString(run.getSeed()),
            EnumNames.of(cell.getDerivation()),
            cell.getCollapsed() ? "collapsed" : "",
            run.hasLambdaTrain()
                ? String.format(Locale.ROOT, "Λ %6.3f", run.getLambdaTrain())
                : "        ",
            cell.getArchitectureText());
        if (cell.getCollapsed()) {
          lines.add("    " + cell.getVerdict());
        }
      }
    }
    lines.add("");
    for (MethodSummary summary : result.getMethodsList()) {
      lines.add(
          "%s, %s: %d of %d runs collapsed",
          summary.getMethod(),
          EnumNames.of(summary.getDerivation()),
          summary.getCollapsed(),
          summary.getRuns());
      for (MethodScore score : summary.getScoresList()) {
        lines.add(
            "  %-34s %8.3f ± %.3f  %s%s",
            score.getMetric(),
            score.getMean(),
            score.getDeviation(),
            score.getValuesList(),
            score.hasBestByValidation()
                ? "  best by validation: " + score.getBestByValidation()
                : "");
      }
    }
    return lines.add("Folder: " + result.getRunDir());
  }
}
