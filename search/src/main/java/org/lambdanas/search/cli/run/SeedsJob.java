package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.comparison.CellChoice;
import org.lambdanas.search.comparison.CellSearches;
import org.lambdanas.search.comparison.Comparison;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * The same search with several seeds, and the choice of one of the cells they find: a comparison of
 * one method, which goes on by {@code lnas compare --resume}.
 */
final class SeedsJob implements RunJob<ComparisonConfig, ComparisonResult> {

  static final String OPTION = "--seeds";

  private final SearchOptions options;
  private final int seeds;
  private final JobVerb verb;
  private final PrintWriter progress;

  /**
   * A job.
   *
   * @param seeds how many, at least 2
   * @param verb that does it
   */
  SeedsJob(SearchOptions options, int seeds, JobVerb verb, PrintWriter progress) {
    this.options = options;
    this.seeds = seeds;
    this.verb = verb;
    this.progress = progress;
  }

  @Override
  public RunKind<ComparisonConfig, ComparisonResult> kind() {
    return RunKind.COMPARISON;
  }

  @Override
  public ComparisonConfig config() {
    SearchConfig search = options.resolve();
    return ComparisonConfig.newBuilder()
        .addMethods(EnumNames.of(search.getMethod()))
        .addAllSeeds(LongStream.range(0, seeds).map(i -> search.getSeed() + i).boxed().toList())
        .setSearch(search)
        .setChoice(CellChoice.settings(search))
        .build();
  }

  @Override
  public String name(ComparisonConfig config) {
    return "%s-%s-s%s-%d"
        .formatted(
            config.getMethods(0),
            config.getSearch().getData().getDataSet(),
            Long.toUnsignedString(config.getSeeds(0)),
            config.getSeedsCount());
  }

  /** Never begun with a configuration of a file, and never gone on with by this verb. */
  @Override
  public void refuseOthers(String complete) {}

  @Override
  public RunWork<ComparisonConfig, ComparisonResult> work(
      ComparisonConfig config, RunProcess process, Optional<Path> resumed) {
    return new Comparison<>(
        config,
        new CellSearches(config),
        process,
        new ShownSearches(verb, progress, options.data(), config));
  }

  @Override
  public String again() {
    return options.data().argument();
  }

  @Override
  public Result result(Path folder, ComparisonResult result) {
    ComparisonResult printed = result.toBuilder().setRunDir(folder.toString()).build();
    Lines lines = new Lines();
    ChosenText.add(printed, lines);
    lines.add("Folder: " + printed.getRunDir());
    return Result.ok(lines.next("lnas train --from-run", folder), printed);
  }
}
