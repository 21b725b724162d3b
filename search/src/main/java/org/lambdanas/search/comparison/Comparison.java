package org.lambdanas.search.comparison;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * A comparison of methods as a run: the same settings with each method and each seed, one after
 * another, each search in a folder of its own within. What is done is not done again.
 */
public final class Comparison implements RunWork<ComparisonConfig, ComparisonResult> {

  private final ComparisonConfig config;
  private final RunProcess process;
  private final String directory;
  private final Listener listener;

  /**
   * A comparison.
   *
   * @param config resolved configuration
   * @param directory where the data are now; empty for embedded data
   * @throws ConfigException if the settings cannot be used
   */
  public Comparison(
      ComparisonConfig config, RunProcess process, String directory, Listener listener) {
    this.config = config;
    this.process = process;
    this.directory = directory;
    this.listener = listener;
    check(config);
  }

  /** Watches a comparison. */
  public interface Listener {

    /** The images are read, as every search gets them. */
    default void data(DataConfig where, SearchData data) {}

    /** A search begins or goes on. */
    EpochListener<EpochRecord> begins(String method, long seed, int done, int of);

    /**
     * A run is done.
     *
     * @param found true if it was done before
     */
    void done(ComparedRun run, boolean found);
  }

  /**
   * Refuses what cannot be compared.
   *
   * @throws ConfigException if a method is unknown, or has nothing to judge its cells by
   */
  public static void check(ComparisonConfig config) {
    Validation.checkConfig(config);
    for (String id : config.getMethodsList()) {
      if (ComparedMethod.byId(id) instanceof ComparedMethod.Drawn
          && PublishedTables.bySpace(config.getSearch().getSpace()).isEmpty()) {
        throw new ConfigException(
            "method '"
                + id
                + "' picks cells by published accuracies, and there are none for the space "
                + config.getSearch().getSpace());
      }
    }
  }

  @Override
  public RunProcess.Input input() {
    SearchData data = data(config.getSearch());
    listener.data(moved(config.getSearch()).getData(), data);
    return new RunProcess.Input(
        config.getSeeds(0), ByteString.copyFrom(data.sha256()), data.images());
  }

  private SearchData data(SearchConfig own) {
    return SearchData.load(moved(own));
  }

  private SearchConfig moved(SearchConfig own) {
    SearchConfig.Builder moved = own.toBuilder();
    moved.getDataBuilder().setDirectory(directory);
    return moved.build();
  }

  @Override
  public Optional<ComparisonResult> run(
      Run<ComparisonConfig, ComparisonResult> run, BooleanSupplier stopRequested) {
    ComparedRuns compared = new ComparedRuns(run.path(), config);
    List<ComparedRun> runs = new ArrayList<>();
    int of = config.getMethodsCount() * config.getSeedsCount();
    for (String id : config.getMethodsList()) {
      for (long seed : config.getSeedsList()) {
        Optional<ComparedRun> found = compared.done(id, seed);
        Optional<ComparedRun> done = found;
        if (found.isEmpty() && ComparedMethod.byId(id) instanceof ComparedMethod.Searched method) {
          if (stopRequested.getAsBoolean()) {
            return Optional.empty();
          }
          done =
              search(
                      compared.folder(id, seed),
                      compared.config(method, seed),
                      listener.begins(id, seed, runs.size(), of),
                      stopRequested)
                  .map(result -> compared.of(id, seed, result));
        }
        if (done.isEmpty()) {
          return Optional.empty();
        }
        runs.add(done.get());
        listener.done(
            done.get(),
            found.isPresent() && ComparedMethod.byId(id) instanceof ComparedMethod.Searched);
      }
    }
    ComparisonResult result =
        ComparisonResult.newBuilder()
            .setConfig(config)
            .setProvenance(run.provenance())
            .addAllRuns(runs)
            .build();
    run.finish(result);
    return Optional.of(result);
  }

  private Optional<SearchResult> search(
      Path path,
      SearchConfig own,
      EpochListener<EpochRecord> watch,
      BooleanSupplier stopRequested) {
    try (SearchRun work = new SearchRun(own, data(own), watch);
        Run<SearchConfig, SearchResult> search = open(path, own, work.input())) {
      return work.run(search, stopRequested);
    }
  }

  private Run<SearchConfig, SearchResult> open(
      Path path, SearchConfig own, RunProcess.Input input) {
    if (RunFolder.kindOf(path).isEmpty()) {
      return Run.create(path, RunKind.SEARCH, own, process.provenance(RunKind.SEARCH, input));
    }
    Run<SearchConfig, SearchResult> run = Run.resume(path, RunKind.SEARCH);
    try {
      ComparedRuns.requireSame(path, run.folder().config(), own);
      process.requireSameAs(run);
      run.requireSameData(process.provenance(RunKind.SEARCH, input));
      return run;
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }
}
