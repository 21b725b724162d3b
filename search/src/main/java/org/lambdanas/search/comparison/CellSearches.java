package org.lambdanas.search.comparison;

import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.search.differentiable.DerivedCells;
import org.lambdanas.search.differentiable.SearchLimits;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.run.RunKind;

/**
 * Differentiable searches and what they are compared with: cells drawn at random.
 *
 * @param compared of the comparison
 */
public record CellSearches(ComparisonConfig compared)
    implements ComparedSearches<SearchConfig, SearchResult> {

  private CellSpace space() {
    return SearchSpaces.cellSpaceById(compared.getSearch().getSpace());
  }

  @Override
  public RunKind<SearchConfig, SearchResult> kind() {
    return RunKind.SEARCH;
  }

  /** The best of several cells is that by published accuracies. */
  @Override
  public void check() {
    for (String id : compared.getMethodsList()) {
      if (ComparedMethod.byId(id) instanceof ComparedMethod.Drawn drawn
          && drawn.cells() > 1
          && PublishedTables.bySpace(compared.getSearch().getSpace()).isEmpty()) {
        throw new ConfigException(
            "method '"
                + id
                + "' picks cells by published accuracies, and there are none for the space "
                + compared.getSearch().getSpace());
      }
    }
  }

  @Override
  public Optional<SearchConfig> config(String id, long seed) {
    return ComparedMethod.byId(id) instanceof ComparedMethod.Searched searched
        ? Optional.of(
            compared.getSearch().toBuilder().setMethod(searched.method()).setSeed(seed).build())
        : Optional.empty();
  }

  @Override
  public ComparedRun of(String id, long seed, SearchResult result) {
    EpochRecord last = SearchRun.derivedAfter(result);
    ComparedRun.Builder run =
        ComparedRun.newBuilder()
            .setMethod(id)
            .setSeed(seed)
            .addAllCells(DerivedCells.of(space(), SearchLimits.of(compared.getSearch()), last))
            .setValidationAccuracy(last.getValidationAccuracy())
            .setSeconds(result.getSeconds());
    if (last.hasLambdaTrain()) {
      run.setLambdaTrain(last.getLambdaTrain());
    }
    return run.build();
  }

  @Override
  public ComparedRun draw(String id, long seed) {
    CellSpace space = space();
    ComparedMethod.Drawn method = (ComparedMethod.Drawn) ComparedMethod.byId(id);
    ComparedRun.Builder run = ComparedRun.newBuilder().setMethod(method.id()).setSeed(seed);
    for (Derivation rule : space.derivations()) {
      SplittableRandom random = new Seed(seed).child("baseline").random();
      Stream<Architecture> drawn =
          Stream.generate(() -> space.sample(random))
              .filter(ComparedNetworks.keeps(compared.getSearch(), rule))
              .limit(method.cells());
      Architecture cell = method.cells() == 1 ? drawn.findFirst().orElseThrow() : best(id, drawn);
      run.addCells(DerivedCells.of(space, cell, rule, EpochRecord.getDefaultInstance()));
    }
    return run.build();
  }

  private Architecture best(String id, Stream<Architecture> drawn) {
    BenchmarkTableFile table = PublishedTables.bySpace(space().id()).orElseThrow();
    return drawn
        .flatMap(cell -> table.lookup(cell).stream())
        .max(Comparator.comparingDouble(CellSearches::validationAccuracy))
        .orElseThrow(
            () -> new DataException("the table knows none of the cells that " + id + " drew"))
        .getArchitecture();
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
