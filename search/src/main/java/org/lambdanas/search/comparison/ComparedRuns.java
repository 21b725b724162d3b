package org.lambdanas.search.comparison;

import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunPart;

/**
 * The runs of a comparison, as far as they are done.
 *
 * @param <C> type of their configurations
 * @param <R> type of their results
 */
public final class ComparedRuns<C extends Message, R extends Message> {

  private final Path path;
  private final ComparisonConfig config;
  private final ComparedSearches<C, R> searches;

  ComparedRuns(Path path, ComparisonConfig config, ComparedSearches<C, R> searches) {
    this.path = path;
    this.config = config;
    this.searches = searches;
  }

  /** The runs of a comparison. */
  public static ComparedRuns<?, ?> of(Path path, ComparisonConfig config) {
    return new ComparedRuns<>(path, config, ComparedSearches.of(config));
  }

  /**
   * All runs and trainings that are done; drawn cells, which take no time, are among them always.
   */
  public ComparisonResult all(RunProvenance provenance) {
    ComparisonResult.Builder result = searches.result().setProvenance(provenance);
    for (String id : config.getMethodsList()) {
      for (long seed : config.getSeedsList()) {
        done(id, seed).ifPresent(result::addRuns);
      }
    }
    CellChoice.done(path).ifPresent(result::setChosen);
    return result.addAllTrainings(ComparedTrainings.done(path, config)).build();
  }

  /** Where one search is kept. */
  public Path folder(String method, long seed) {
    return path.resolve(method + "-s" + Long.toUnsignedString(seed));
  }

  /**
   * A run, if it is done; a baseline is whenever somebody asks.
   *
   * @throws org.lambdanas.graph.error.DataException if it is of other settings
   */
  Optional<ComparedRun> done(String id, long seed) {
    Optional<C> own = searches.config(id, seed);
    if (own.isEmpty()) {
      return Optional.of(searches.draw(id, seed));
    }
    return part(id, seed, own.get()).done().map(result -> searches.of(id, seed, result));
  }

  /** One search. */
  RunPart<C, R> part(String method, long seed, C own) {
    return new RunPart<>(new RunFolder<>(folder(method, seed), searches.kind()), own);
  }
}
