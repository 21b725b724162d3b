package org.lambdanas.search.comparison;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.differentiable.ConfigRanges;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchListener;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.run.Provenances;
import org.lambdanas.search.run.RunFolder;

/**
 * A comparison of methods: the same settings with each method and each seed, one after another.
 * What is done is not done again: a comparison that was stopped goes on where it was.
 */
public final class Comparison {

  private final ComparisonFolder folder;
  private final ComparisonConfig config;
  private final ComparedRuns compared;
  private final String version;
  private final List<String> arguments;

  /**
   * A comparison in its folder.
   *
   * @param folder with its configuration
   * @param version of the program, for the runs' provenance
   * @param arguments of the command line, for the runs' provenance
   * @throws ConfigException if the settings cannot be used
   */
  public Comparison(ComparisonFolder folder, String version, List<String> arguments) {
    this.folder = folder;
    this.config = folder.config();
    this.version = version;
    this.arguments = List.copyOf(arguments);
    check(config);
    this.compared = new ComparedRuns(folder);
  }

  /** Watches a comparison. */
  public interface Listener {

    /**
     * A search begins or goes on.
     *
     * @param method its method
     * @param seed its seed
     * @param done runs done before it
     * @param of all runs
     * @return what watches the search
     */
    SearchListener begins(String method, long seed, int done, int of);

    /**
     * A run is done.
     *
     * @param run what it came to
     * @param found true if it was done before
     */
    void done(ComparedRun run, boolean found);
  }

  /**
   * Refuses what cannot be compared.
   *
   * @param config a configuration
   * @throws ConfigException if a method is unknown, or has nothing to judge its cells by
   */
  public static void check(ComparisonConfig config) {
    ConfigRanges.check(config.getSearch());
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

  /**
   * Runs what is not done yet.
   *
   * @param listener watches
   * @param stopRequested asked after every iteration; true stops early
   * @return the result, or empty if the comparison was stopped; it can be resumed then
   * @throws ConfigException if another run works in the folder
   */
  public Optional<ComparisonResult> run(Listener listener, BooleanSupplier stopRequested) {
    try (FolderLock lock = FolderLock.take(folder.path())) {
      return runAlone(listener, stopRequested);
    }
  }

  private Optional<ComparisonResult> runAlone(Listener listener, BooleanSupplier stopRequested) {
    List<ComparedRun> runs = new ArrayList<>();
    ComparisonResult.Builder result = ComparisonResult.newBuilder().setConfig(config);
    int of = config.getMethodsCount() * config.getSeedsCount();
    if (folder.provenance().isEmpty()) {
      folder.begin(provenance(config.getSeeds(0), SearchData.load(config.getSearch())));
    }
    result.setProvenance(folder.provenance().orElseThrow());
    for (String id : config.getMethodsList()) {
      for (long seed : config.getSeedsList()) {
        boolean found = false;
        ComparedRun run;
        if (ComparedMethod.byId(id) instanceof ComparedMethod.Searched searched) {
          Optional<SearchResult> search = compared.done(searched, seed);
          found = search.isPresent();
          if (!found) {
            search =
                search(
                    folder.run(id, seed),
                    compared.config(searched, seed),
                    listener.begins(id, seed, runs.size(), of),
                    stopRequested);
          }
          if (search.isEmpty()) {
            return Optional.empty();
          }
          run = compared.of(id, seed, search.get());
        } else {
          run = compared.draw((ComparedMethod.Drawn) ComparedMethod.byId(id), seed);
        }
        runs.add(run);
        listener.done(run, found);
      }
    }
    ComparisonResult whole = result.addAllRuns(runs).build();
    folder.finish(whole);
    return Optional.of(whole);
  }

  private RunProvenance provenance(long seed, SearchData data) {
    return Provenances.now(version, arguments, seed, data.sha256(), data.images());
  }

  private Optional<SearchResult> search(
      Path path, SearchConfig own, SearchListener listener, BooleanSupplier stopRequested) {
    SearchData data = SearchData.load(own);
    boolean begun = Files.exists(path.resolve("config.txtpb"));
    if (begun) {
      ComparedRuns.requireSame(path, RunFolder.open(path).config(), own);
    }
    try (SearchRun run =
        begun
            ? SearchRun.resume(RunFolder.open(path), data)
            : SearchRun.begin(path, own, data, provenance(own.getSeed(), data))) {
      return run.run(listener, stopRequested);
    }
  }
}
