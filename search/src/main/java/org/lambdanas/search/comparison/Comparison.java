package org.lambdanas.search.comparison;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.search.differentiable.ConfigRanges;
import org.lambdanas.search.differentiable.DerivedCells;
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
  private final CellSpace space;
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
    this.space = SearchSpaces.cellSpaceById(config.getSearch().getSpace());
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
    SearchData data = SearchData.load(config.getSearch());
    result.setProvenance(provenance(config.getSeeds(0), data));
    for (String id : config.getMethodsList()) {
      for (long seed : config.getSeedsList()) {
        Path path = folder.run(id, seed);
        boolean found = Files.exists(path.resolve("result.binpb"));
        ComparedRun run;
        if (ComparedMethod.byId(id) instanceof ComparedMethod.Searched searched) {
          SearchConfig own =
              config.getSearch().toBuilder().setMethod(searched.method()).setSeed(seed).build();
          Optional<SearchResult> searchResult =
              found
                  ? Optional.of(done(path, own))
                  : search(path, own, listener.begins(id, seed, runs.size(), of), stopRequested);
          if (searchResult.isEmpty()) {
            return Optional.empty();
          }
          run = compared(id, seed, searchResult.get());
        } else {
          run = draw((ComparedMethod.Drawn) ComparedMethod.byId(id), seed);
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

  private SearchResult done(Path path, SearchConfig own) {
    SearchResult result = RunFolder.open(path).result();
    requireSame(path, result.getConfig(), own);
    return result;
  }

  private static void requireSame(Path path, SearchConfig there, SearchConfig own) {
    if (!there.equals(own)) {
      throw new DataException(path + " holds a search with other settings than this comparison's");
    }
  }

  private Optional<SearchResult> search(
      Path path, SearchConfig own, SearchListener listener, BooleanSupplier stopRequested) {
    SearchData data = SearchData.load(own);
    boolean begun = Files.exists(path.resolve("config.txtpb"));
    if (begun) {
      requireSame(path, RunFolder.open(path).config(), own);
    }
    try (SearchRun run =
        begun
            ? SearchRun.resume(RunFolder.open(path), data)
            : SearchRun.begin(path, own, data, provenance(own.getSeed(), data))) {
      return run.run(listener, stopRequested);
    }
  }

  private ComparedRun compared(String id, long seed, SearchResult result) {
    EpochRecord last = SearchRun.derivedAfter(result);
    ComparedRun.Builder run =
        ComparedRun.newBuilder()
            .setMethod(id)
            .setSeed(seed)
            .addAllCells(DerivedCells.of(space, last))
            .setValidationAccuracy(last.getValidationAccuracy())
            .setSeconds(result.getSeconds());
    if (last.hasLambdaTrain()) {
      run.setLambdaTrain(last.getLambdaTrain());
    }
    return run.build();
  }

  private ComparedRun draw(ComparedMethod.Drawn method, long seed) {
    BenchmarkTableFile table = PublishedTables.bySpace(space.id()).orElseThrow();
    ComparedRun.Builder run = ComparedRun.newBuilder().setMethod(method.id()).setSeed(seed);
    for (Derivation rule : DerivedCells.rules(space)) {
      SplittableRandom random = new Seed(seed).child("baseline").random();
      Architecture best =
          Stream.generate(() -> space.sample(random))
              .filter(
                  cell ->
                      rule != Derivation.DERIVATION_WITHOUT_NONE
                          || DerivedCells.isFull(space, cell))
              .limit(method.cells())
              .flatMap(cell -> table.lookup(cell).stream())
              .max(Comparator.comparingDouble(Comparison::validationAccuracy))
              .orElseThrow(
                  () ->
                      new DataException(
                          "the table knows none of the cells that " + method.id() + " drew"))
              .getArchitecture();
      run.addCells(DerivedCells.of(space, best, rule, EpochRecord.getDefaultInstance()));
    }
    return run.build();
  }

  /** Of the longest training. */
  private static double validationAccuracy(TableRow row) {
    return row.getMetricsList().stream()
        .filter(value -> value.getMetric().getName().contains("valid_"))
        .filter(value -> value.getMetric().getHigherIsBetter())
        .max(Comparator.comparingInt(value -> value.getMetric().getEpochs()))
        .map(MetricValue::getValue)
        .orElse(Double.NEGATIVE_INFINITY);
  }
}
