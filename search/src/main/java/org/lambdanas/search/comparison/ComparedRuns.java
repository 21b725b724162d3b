package org.lambdanas.search.comparison;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
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
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.differentiable.DerivedCells;
import org.lambdanas.search.differentiable.SearchLimits;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/** What the runs of a comparison have come to, as far as they are done. */
public final class ComparedRuns {

  private final Path path;
  private final ComparisonConfig config;
  private final CellSpace space;

  /** The runs of a comparison. */
  public ComparedRuns(Path path, ComparisonConfig config) {
    this.path = path;
    this.config = config;
    this.space = SearchSpaces.cellSpaceById(config.getSearch().getSpace());
  }

  /** All runs that are done; baselines, which take no time, are among them always. */
  public ComparisonResult all(RunProvenance provenance) {
    ComparisonResult.Builder result =
        ComparisonResult.newBuilder().setConfig(config).setProvenance(provenance);
    for (String id : config.getMethodsList()) {
      for (long seed : config.getSeedsList()) {
        done(id, seed).ifPresent(result::addRuns);
      }
    }
    return result.build();
  }

  /** Where one search is kept. */
  public Path folder(String method, long seed) {
    return path.resolve(method + "-s" + Long.toUnsignedString(seed));
  }

  /** The configuration of one search. */
  SearchConfig config(ComparedMethod.Searched method, long seed) {
    return config.getSearch().toBuilder().setMethod(method.method()).setSeed(seed).build();
  }

  /**
   * A run, if it is done; a baseline is whenever somebody asks.
   *
   * @throws DataException if it is of other settings
   */
  Optional<ComparedRun> done(String id, long seed) {
    if (ComparedMethod.byId(id) instanceof ComparedMethod.Searched method) {
      return searched(method, seed).map(search -> of(id, seed, search));
    }
    return Optional.of(draw((ComparedMethod.Drawn) ComparedMethod.byId(id), seed));
  }

  private Optional<SearchResult> searched(ComparedMethod.Searched method, long seed) {
    RunFolder<SearchConfig, SearchResult> search =
        new RunFolder<>(folder(method.id(), seed), RunKind.SEARCH);
    if (!search.isDone()) {
      return Optional.empty();
    }
    SearchResult result = search.result();
    requireSame(search.path(), result.getConfig(), config(method, seed));
    return Optional.of(result);
  }

  static void requireSame(Path path, SearchConfig there, SearchConfig own) {
    UnaryOperator<SearchConfig> identity = RunKind.SEARCH.identity();
    if (!identity.apply(there).equals(identity.apply(own))) {
      throw new DataException(path + " holds a search with other settings than this comparison's");
    }
  }

  /** What a search came to. */
  ComparedRun of(String id, long seed, SearchResult result) {
    EpochRecord last = SearchRun.derivedAfter(result);
    ComparedRun.Builder run =
        ComparedRun.newBuilder()
            .setMethod(id)
            .setSeed(seed)
            .addAllCells(DerivedCells.of(space, SearchLimits.of(config.getSearch()), last))
            .setValidationAccuracy(last.getValidationAccuracy())
            .setSeconds(result.getSeconds());
    if (last.hasLambdaTrain()) {
      run.setLambdaTrain(last.getLambdaTrain());
    }
    return run.build();
  }

  /** What a baseline drew. */
  private ComparedRun draw(ComparedMethod.Drawn method, long seed) {
    BenchmarkTableFile table = PublishedTables.bySpace(space.id()).orElseThrow();
    Budget budget = Budget.of(config.getSearch().getBudget());
    ComparedRun.Builder run = ComparedRun.newBuilder().setMethod(method.id()).setSeed(seed);
    for (Derivation rule : space.derivations()) {
      SplittableRandom random = new Seed(seed).child("baseline").random();
      Architecture best =
          Stream.generate(() -> space.sample(random))
              .filter(
                  cell ->
                      rule != Derivation.DERIVATION_WITHOUT_NONE
                          || DerivedCells.isFull(space, cell))
              .filter(budget::isFeasible)
              .limit(method.cells())
              .flatMap(cell -> table.lookup(cell).stream())
              .max(Comparator.comparingDouble(ComparedRuns::validationAccuracy))
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
