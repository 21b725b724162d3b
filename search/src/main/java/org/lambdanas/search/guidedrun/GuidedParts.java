package org.lambdanas.search.guidedrun;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.search.backend.Backends;
import org.lambdanas.search.backend.EvaluationBackend;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.guided.Domain;
import org.lambdanas.search.guided.Strategies;
import org.lambdanas.search.guided.Strategy;
import org.lambdanas.search.guided.Strategy.Proposal;

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

  /** What searches by other methods, or with other seeds, have in common. */
  private record Ground(SearchSpace space, Goal goal, Budget budget, Domain domain) {

    static Ground of(GuidedConfig config) {
      SearchSpace space = SearchSpaces.byId(config.getSpace());
      Goal goal = Goal.of(config);
      Budget budget = Budget.of(config.getBudget());
      List<Architecture> listed = config.getCandidatesList();
      return new Ground(
          space,
          goal,
          budget,
          goal.table()
              .map(table -> Domain.of(table, goal.name(), budget, listed))
              .orElseGet(
                  () ->
                      listed.isEmpty()
                          ? Domain.of(space, budget)
                          : Domain.of(space, listed, budget)));
    }

    GuidedParts parts(GuidedConfig config, Supplier<EvaluationBackend> backend) {
      return new GuidedParts(
          goal,
          () ->
              Strategies.of(
                  config.getStrategy(),
                  domain,
                  budget,
                  new Seed(config.getSeed()).child("strategy"),
                  config.getQueries()),
          architecture -> space.format(space.canonical(architecture)),
          backend);
    }
  }

  /**
   * The parts of a configuration whose trials this program can do. Images and tables are read.
   *
   * @throws org.lambdanas.graph.error.ConfigException if settings do not fit each other
   * @throws org.lambdanas.graph.error.DataException if images or table cannot be used
   */
  public static GuidedParts of(GuidedConfig config) {
    return several(config).apply(config);
  }

  /** The same where something else does the trials. */
  public static GuidedParts of(GuidedConfig config, Supplier<EvaluationBackend> backend) {
    return Ground.of(config).parts(config, backend);
  }

  /**
   * The same for searches by several methods and with several seeds: what is worked out about
   * architectures serves all of them.
   *
   * @param shared what they have in common
   * @return parts of a search's own configuration
   */
  public static Function<GuidedConfig, GuidedParts> several(GuidedConfig shared) {
    Ground ground = Ground.of(shared);
    return own -> ground.parts(own, () -> Backends.of(own.getBackend(), own.getObjective()));
  }

  /** The trial of a proposal: an architecture has the same draws wherever it is evaluated. */
  public Trial trial(GuidedConfig config, Proposal proposal) {
    return Trial.newBuilder()
        .setArchitecture(proposal.architecture())
        .setObjective(config.getObjective())
        .setFidelity(proposal.fidelity())
        .setSeed(
            new Seed(config.getSeed())
                .child("trial")
                .child(key.apply(proposal.architecture()))
                .value())
        .build();
  }
}
