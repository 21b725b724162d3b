package org.lambdanas.search.guided;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.StrategyConfig;

/** Makes strategies. */
public final class Strategies {

  private Strategies() {}

  /**
   * A strategy at its start. The same arguments make one that proposes the same, if it is told the
   * same.
   *
   * @param config with a method; what it leaves open is as {@link #resolve} has it
   * @param queries evaluations that there will be, at least 1: some methods plan ahead
   * @throws ConfigException if the configuration does not fit the domain
   */
  public static Strategy of(StrategyConfig config, Domain domain, Seed seed, int queries) {
    StrategyConfig resolved = resolve(config, queries);
    return switch (resolved.getMethod()) {
      case STRATEGY_KIND_RANDOM -> new RandomSearch(domain, seed);
      case STRATEGY_KIND_REGULARISED_EVOLUTION ->
          new RegularisedEvolution(
              domain, seed, resolved.getPopulation(), resolved.getTournament());
      default ->
          throw new ConfigException(
              "--method " + EnumNames.of(resolved.getMethod()) + " is not there yet");
    };
  }

  /**
   * Fills in what is the method's own choice.
   *
   * @throws ConfigException if no method is named
   */
  public static StrategyConfig resolve(StrategyConfig config, int queries) {
    return config;
  }
}
