package org.lambdanas.search.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.ExternalObjective;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.search.backend.Backends;
import org.lambdanas.search.backend.EvaluationBackend;
import org.lambdanas.search.backend.TrialWork.Measured;
import org.lambdanas.search.guidedrun.GuidedConfigs;
import org.lambdanas.search.guidedrun.GuidedParts;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.run.RunKind;

/**
 * A search by evaluations: a method proposes architectures, and learns from what they come to. Set
 * up by its methods, then run once. With the same settings and seed it asks for the same
 * evaluations, if they come to the same.
 */
public final class GuidedSearch {

  private final List<Consumer<GuidedConfig.Builder>> changes = new ArrayList<>();
  private String space;
  private StrategyKind method = StrategyKind.STRATEGY_KIND_GUIDED;
  private Supplier<Objective> objective =
      () -> {
        throw new ConfigException("a search by evaluations needs an objective");
      };
  private Optional<Function<Architecture, Double>> evaluation = Optional.empty();
  private Optional<Path> folder = Optional.empty();
  private Consumer<GuidedQuery> listener = query -> {};
  private BooleanSupplier stop = () -> false;

  private GuidedSearch(String space) {
    this.space = space;
  }

  /**
   * A search in a space.
   *
   * @param space such as {@code "nasbench201"}, {@code "darts"} or a space of your own
   * @return a search with the usual settings, yet without an objective
   * @throws ConfigException if there is no such space
   */
  public static GuidedSearch in(String space) {
    return new GuidedSearch(SearchSpaces.byId(space).id());
  }

  /**
   * Chooses the method.
   *
   * @param kind by default the guided one
   * @return this
   */
  public GuidedSearch method(StrategyKind kind) {
    this.method = kind;
    return this;
  }

  /**
   * Evaluates architectures by a function of the caller's. More is better. It is called by as many
   * threads as there are workers; an exception of this library's, or a value that is not finite, is
   * a failure of that evaluation only.
   *
   * @param value of an architecture
   * @return this
   */
  public GuidedSearch objective(Function<Architecture, Double> value) {
    this.evaluation = Optional.of(value);
    this.objective =
        () ->
            Objective.newBuilder()
                .setExternal(ExternalObjective.newBuilder().setName("value"))
                .build();
    return this;
  }

  /**
   * Looks results up. The space is the table's.
   *
   * @param table a file, or {@code "nasbench201"}, which is built in
   * @param metric of the table
   * @return this
   */
  public GuidedSearch table(String table, String metric) {
    return known(
        () -> Objective.newBuilder().setTable(GuidedConfigs.lookedUp(table, metric, "")).build());
  }

  /**
   * Trains networks, and takes the accuracy on the images they are judged by.
   *
   * @param training how, such as {@link NetworkTraining#config} gives it; each trial has an
   *     architecture and a seed of its own
   * @return this
   */
  public GuidedSearch train(TrainingConfig training) {
    return known(
        () ->
            Objective.newBuilder()
                .setTraining(training.toBuilder().clearArchitecture().clearSeed())
                .build());
  }

  /**
   * Scores networks without training them.
   *
   * @param score how, with one measure
   * @return this
   */
  public GuidedSearch score(ScoreConfig score) {
    return known(() -> Objective.newBuilder().setScore(score).build());
  }

  private GuidedSearch known(Supplier<Objective> by) {
    this.objective = by;
    this.evaluation = Optional.empty();
    return this;
  }

  /**
   * Says how many evaluations are asked for.
   *
   * @param count at least 1; 100 by default
   * @return this
   */
  public GuidedSearch queries(int count) {
    return configure(config -> config.setQueries(count));
  }

  /**
   * Sets the seed.
   *
   * @param seed of every random draw; 0 by default
   * @return this
   */
  public GuidedSearch seed(long seed) {
    return configure(config -> config.setSeed(seed));
  }

  /**
   * Says how many evaluations are done at a time.
   *
   * @param count at least 1; 1 by default
   * @return this
   */
  public GuidedSearch workers(int count) {
    return configure(config -> config.getBackendBuilder().setWorkers(count));
  }

  /**
   * Changes settings.
   *
   * @param change of the configuration as it would be without
   * @return this
   */
  public GuidedSearch configure(Consumer<GuidedConfig.Builder> change) {
    changes.add(change);
    return this;
  }

  /**
   * Keeps the run, or goes on with it: no evaluation that it holds is done again. Without a folder
   * nothing is kept.
   *
   * @param path of the run folder
   * @return this
   */
  public GuidedSearch folder(Path path) {
    this.folder = Optional.of(path);
    return this;
  }

  /**
   * Watches the search.
   *
   * @param watcher receives each evaluation when the method learns it
   * @return this
   */
  public GuidedSearch listener(Consumer<GuidedQuery> watcher) {
    this.listener = watcher;
    return this;
  }

  /**
   * Makes it possible to stop the search.
   *
   * @param requested asked again and again; true ends the search, which can go on later if it has a
   *     folder
   * @return this
   */
  public GuidedSearch stopWhen(BooleanSupplier requested) {
    this.stop = requested;
    return this;
  }

  /**
   * The configuration that {@link #run} uses.
   *
   * @return complete: nothing is left to a default
   * @throws ConfigException if a setting is out of range, or there is no objective
   * @throws DataException if the objective's table cannot be read
   */
  public GuidedConfig config() {
    GuidedConfig.Builder config = GuidedConfigs.defaults().setSpace(space);
    config.setObjective(objective.get()).getStrategyBuilder().setMethod(method);
    changes.forEach(change -> change.accept(config));
    GuidedConfig complete = GuidedConfigs.complete(config.build());
    Validation.checkConfig(complete);
    if (evaluation.isPresent()
        && complete.getBackend().getKind() != BackendKind.BACKEND_KIND_IN_PROCESS) {
      throw new ConfigException("a function of this program's is evaluated in this process only");
    }
    return complete;
  }

  /**
   * Searches.
   *
   * @return the best architecture, with every evaluation; empty if the search was stopped
   * @throws ConfigException if the settings cannot be used, or the folder holds another run
   * @throws DataException if images or tables cannot be used, or evaluation after evaluation fails
   */
  public Optional<GuidedResult> run() {
    GuidedConfig config = config();
    return LibraryRun.run(
        RunKind.GUIDED,
        config,
        folder,
        process ->
            new GuidedRun(
                config,
                evaluation
                    .map(value -> GuidedParts.of(config, () -> own(config, value)))
                    .orElseGet(() -> GuidedParts.of(config)),
                new GuidedRun.Listener() {
                  @Override
                  public void told(GuidedQuery query, int told, double best, double seconds) {
                    listener.accept(query);
                  }
                }),
        stop,
        (path, result) -> result);
  }

  private static EvaluationBackend own(GuidedConfig config, Function<Architecture, Double> value) {
    return Backends.inProcess(
        config.getBackend(),
        config.getObjective(),
        (trial, stopRequested) -> {
          double measured = value.apply(trial.getArchitecture());
          if (!Double.isFinite(measured)) {
            throw new DataException("the value is " + measured);
          }
          return new Measured(Measurement.newBuilder().setValue(measured).build(), 0);
        });
  }
}
