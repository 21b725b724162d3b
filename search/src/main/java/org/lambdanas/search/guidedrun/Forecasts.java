package org.lambdanas.search.guidedrun;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedForecast;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.search.backend.EvaluationBackend;
import org.lambdanas.search.backend.EvaluationBackend.Finished;
import org.lambdanas.search.guided.Strategy.Proposal;
import org.lambdanas.search.training.Training;
import org.lambdanas.search.training.TrainingData;

/** How long searches will take. */
public final class Forecasts {

  /** What is looked up costs nothing. */
  private static final int LOOKED_UP = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private Forecasts() {}

  /**
   * What a trial would take by the first steps of a training, on one of this machine's workers.
   *
   * @param config of a search that trains
   * @return seconds; empty if the network cannot be trained, which is for the search to find
   * @throws DataException if the images cannot be used
   */
  public static OptionalDouble trialSeconds(GuidedConfig config, GuidedParts parts) {
    Trial trial = parts.trial(config, parts.strategy().get().ask(1).get(0));
    TrainingConfig.Builder own =
        config.getObjective().getTraining().toBuilder()
            .setArchitecture(trial.getArchitecture())
            .setSeed(trial.getSeed());
    own.getExecutionBuilder().setIntraOpThreads(config.getBackend().getTrialThreads());
    TrainingData data = TrainingData.load(own.build());
    try {
      return OptionalDouble.of(Training.pace(own.build(), data.seeded(own.build())).wholeSeconds());
    } catch (RuntimeException e) {
      return OptionalDouble.empty();
    }
  }

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
    int workers = atATime(config);
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

  /** Trials at a time. */
  public static int atATime(GuidedConfig config) {
    return Math.min(config.getBackend().getWorkers(), config.getAhead());
  }
}
