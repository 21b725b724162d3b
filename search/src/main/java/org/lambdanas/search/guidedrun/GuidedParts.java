package org.lambdanas.search.guidedrun;

import java.util.function.Function;
import java.util.function.Supplier;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.search.backend.EvaluationBackend;
import org.lambdanas.search.guided.Strategy;
import org.lambdanas.search.guided.Strategy.Proposal;
import org.lambdanas.search.run.RunKind;

/**
 * What a guided search is made of.
 *
 * @param goal what it is after
 * @param strategy makes its strategy, always the same
 * @param key of an architecture: those that are the same network have the same
 * @param backend makes what does its trials
 */
public record GuidedParts(
    Goal goal,
    Supplier<Strategy> strategy,
    Function<Architecture, String> key,
    Supplier<EvaluationBackend> backend) {

  /** The trial of a proposal: an architecture has the same draws wherever it is evaluated. */
  Trial trial(GuidedConfig config, Proposal proposal) {
    return Trial.newBuilder()
        .setArchitecture(proposal.architecture())
        .setObjective(RunKind.withoutPlace(config.getObjective()))
        .setFidelity(proposal.fidelity())
        .setSeed(
            new Seed(config.getSeed())
                .child("trial")
                .child(key.apply(proposal.architecture()))
                .value())
        .build();
  }
}
