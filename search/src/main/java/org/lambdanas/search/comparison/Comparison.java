package org.lambdanas.search.comparison;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.proto.v1.ChosenCell;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparedTraining;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunPart;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * A comparison of methods as a run: the same settings with each method and each seed, one after
 * another, each search in a folder of its own within; then a choice among what they found and
 * trainings of it, if that is asked for. What is done is not done again.
 *
 * @param <C> type of the searches' configurations
 * @param <R> type of their results
 */
public final class Comparison<C extends Message, R extends Message>
    implements RunWork<ComparisonConfig, ComparisonResult> {

  private final ComparisonConfig config;
  private final ComparedSearches<C, R> searches;
  private final RunProcess process;
  private final Searcher<C, R> searcher;

  /**
   * A comparison.
   *
   * @param config resolved configuration
   * @param searches of it
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used
   */
  public Comparison(
      ComparisonConfig config,
      ComparedSearches<C, R> searches,
      RunProcess process,
      Searcher<C, R> searcher) {
    this.config = config;
    this.searches = searches;
    this.process = process;
    this.searcher = searcher;
    ComparedSearches.check(config);
  }

  /**
   * Does the searches of a comparison, and is told of each.
   *
   * @param <C> type of their configurations
   * @param <R> type of their results
   */
  public interface Searcher<C extends Message, R extends Message> {

    /** What all of them go by. */
    RunProcess.Input input();

    /** What is refused before there is a folder. */
    default void start() {}

    /** The work of a search. */
    RunWork<C, R> work(C own);

    /** A search begins or goes on, after {@code done} of {@code of} runs. */
    void begins(String method, long seed, int done, int of);

    /**
     * A run is done.
     *
     * @param found true if it was done before
     */
    void done(ComparedRun run, boolean found);

    /** Chooses one of the cells that they found; empty if none is to be chosen. */
    default Optional<CellChoice> choice() {
      return Optional.empty();
    }

    /** Trains what all of them came to; empty if nothing is to be trained. */
    default Optional<ComparedTrainings> trainings() {
      return Optional.empty();
    }
  }

  @Override
  public RunProcess.Input input() {
    return searcher.input();
  }

  @Override
  public void start() {
    searcher.start();
  }

  @Override
  public Optional<ComparisonResult> run(
      Run<ComparisonConfig, ComparisonResult> run, BooleanSupplier stopRequested) {
    ComparedRuns<C, R> compared = new ComparedRuns<>(run.path(), config, searches);
    List<ComparedRun> runs = new ArrayList<>();
    for (String method : config.getMethodsList()) {
      for (long seed : config.getSeedsList()) {
        Optional<ComparedRun> found = compared.done(method, seed);
        Optional<ComparedRun> done =
            found.isPresent() ? found : search(compared, method, seed, runs.size(), stopRequested);
        if (done.isEmpty()) {
          return Optional.empty();
        }
        runs.add(done.get());
        searcher.done(done.get(), found.isPresent() && searches.config(method, seed).isPresent());
      }
    }
    ComparisonResult.Builder found =
        searches.result().setProvenance(run.provenance()).addAllRuns(runs);
    Optional<CellChoice> choice = searcher.choice();
    if (choice.isPresent()) {
      Optional<ChosenCell> chosen = choice.get().run(run, runs, stopRequested);
      if (chosen.isEmpty()) {
        return Optional.empty();
      }
      found.setChosen(chosen.get());
    }
    Optional<List<ComparedTraining>> trained = trained(run, runs, stopRequested);
    if (trained.isEmpty()) {
      return Optional.empty();
    }
    ComparisonResult result = found.addAllTrainings(trained.get()).build();
    if (config.hasGuided()) {
      run.write("curves.csv", ComparisonCurves.csv(result).getBytes(UTF_8));
    }
    run.finish(result);
    return Optional.of(result);
  }

  private Optional<List<ComparedTraining>> trained(
      Run<ComparisonConfig, ComparisonResult> run,
      List<ComparedRun> runs,
      BooleanSupplier stopRequested) {
    Optional<ComparedTrainings> trainings = searcher.trainings();
    return trainings.isEmpty()
        ? Optional.of(List.of())
        : trainings.get().run(run, runs, process, stopRequested);
  }

  private Optional<ComparedRun> search(
      ComparedRuns<C, R> compared,
      String method,
      long seed,
      int done,
      BooleanSupplier stopRequested) {
    if (stopRequested.getAsBoolean()) {
      return Optional.empty();
    }
    searcher.begins(method, seed, done, config.getMethodsCount() * config.getSeedsCount());
    C own = searches.config(method, seed).orElseThrow();
    RunPart<C, R> part = compared.part(method, seed, own);
    try (RunWork<C, R> work = searcher.work(own);
        Run<C, R> search = part.open(process, work.input())) {
      return work.run(search, stopRequested).map(result -> searches.of(method, seed, result));
    }
  }
}
