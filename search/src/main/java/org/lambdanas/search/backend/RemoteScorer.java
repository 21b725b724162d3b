package org.lambdanas.search.backend;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.graph.score.Scores;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;

/**
 * Scores architectures wherever a backend has trials done, with the same bits as here. Safe for use
 * by several threads; each waits for the network that it asked for.
 */
public final class RemoteScorer implements AutoCloseable {

  /** A trial has a value, and this one every network has. */
  private static final String ALWAYS = "params";

  private final Set<String> asked;
  private final RemoteTrials trials;

  /**
   * Starts what does the work.
   *
   * @param backend complete but for the threads of a trial, which are the scores'
   * @param config as of {@link org.lambdanas.graph.score.ArchitectureScorer}
   * @throws org.lambdanas.graph.error.LambdaNasException if settings or images cannot be used there
   */
  public RemoteScorer(BackendConfig backend, ScoreConfig config) {
    this.asked =
        Measures.named(config.getMeasuresList()).stream()
            .map(Measure::id)
            .collect(Collectors.toUnmodifiableSet());
    Set<String> measures = new LinkedHashSet<>();
    measures.add(ALWAYS);
    measures.addAll(config.getMeasuresList());
    int threads = config.getExecution().getIntraOpThreads();
    this.trials =
        new RemoteTrials(
            backend.toBuilder()
                .setTrialThreads(
                    threads == 0 ? Runtime.getRuntime().availableProcessors() : threads)
                .build(),
            Objective.newBuilder()
                .setScore(config.toBuilder().clearMeasures().addAllMeasures(measures))
                .build());
  }

  /**
   * Scores an architecture.
   *
   * @throws org.lambdanas.graph.error.LambdaNasException if it cannot be scored, or this is closed
   */
  public Scores score(Architecture architecture) {
    TrialResult result = trials.result(Trial.newBuilder().setArchitecture(architecture));
    if (result.hasFailure()) {
      throw TrialFailures.exception(result.getFailure(), result.getFailure().getMessage());
    }
    Map<String, Double> values = new LinkedHashMap<>();
    boolean connected = false;
    for (Feature metric : result.getMeasurement().getMetricsList()) {
      if (metric.getName().equals(ScoreWork.CONNECTED)) {
        connected = metric.getValue() == 1;
      } else if (asked.contains(metric.getName())) {
        values.put(metric.getName(), metric.getValue());
      }
    }
    return new Scores(values, connected);
  }

  /** Gives up what is at work. */
  @Override
  public void close() {
    trials.close();
  }
}
