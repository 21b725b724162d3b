package org.lambdanas.search.guidedrun;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedForecast;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.search.backend.EvaluationBackend;
import org.lambdanas.search.backend.EvaluationBackend.Finished;
import org.lambdanas.search.guided.Strategy.Proposal;

/** How long searches will take. */
public final class Forecasts {

  /** What is looked up costs nothing. */
  private static final int LOOKED_UP = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private Forecasts() {}

  /**
   * Does the first trials of a search: one, of a single epoch if it trains; of those that are
   * looked up some more.
   *
   * @throws DataException if a trial fails
   */
  public static GuidedForecast of(GuidedConfig config, GuidedParts parts) {
    boolean looked = config.getObjective().hasTable();
    List<Proposal> proposals =
        parts.strategy().get().ask(Math.min(config.getQueries(), looked ? LOOKED_UP : 1));
    double seconds = 0;
    double simulated = 0;
    int trials = 0;
    try (EvaluationBackend backend = parts.backend().get()) {
      for (Proposal proposal : proposals) {
        int whole =
            proposal.fidelity() > 0
                ? proposal.fidelity()
                : config.getObjective().getTraining().getEpochs();
        boolean shortened = config.getObjective().hasTraining() && whole > 1;
        backend.submit(
            parts.trial(
                config,
                shortened
                    ? new Proposal(proposal.number(), proposal.architecture(), 1)
                    : proposal));
        Optional<Finished> finished = Optional.empty();
        while (finished.isEmpty()) {
          finished = backend.next(PATIENCE);
        }
        if (finished.get().result().hasFailure()) {
          TrialFailure failure = finished.get().result().getFailure();
          throw new DataException(
              "the first trial failed (%s): %s"
                  .formatted(EnumNames.of(failure.getKind()), failure.getMessage()));
        }
        seconds += finished.get().result().getSeconds() * (shortened ? whole : 1);
        simulated += finished.get().result().getSimulatedSeconds();
        trials++;
      }
    }
    int workers = Math.min(config.getBackend().getWorkers(), config.getAhead());
    double rounds = (double) config.getQueries() / workers / Math.max(1, trials);
    return GuidedForecast.newBuilder()
        .setTrials(trials)
        .setTrialSeconds(seconds / Math.max(1, trials))
        .setEstimatedSeconds(seconds * rounds)
        .setSimulatedSeconds(simulated * rounds)
        .setQueries(config.getQueries())
        .setWorkers(workers)
        .build();
  }
}
