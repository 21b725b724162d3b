package org.lambdanas.search.guided;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.StrategyConfig;

/**
 * The search of this program's own: a Gaussian process on features of the live graph, fitted again
 * after each result, chooses by a draw from its predictions among the candidates of a {@link
 * CandidatePool}.
 */
final class GuidedSearch extends PredictorSearch {

  /** For which a random candidate stays: most of a search. */
  private static final int ROUNDS = 256;

  private final CandidatePool pool;
  private final Optional<Prior> prior;

  GuidedSearch(
      StrategyConfig config, Domain domain, Seed seed, Surrogate surrogate, Optional<Prior> prior) {
    super(config, domain, seed, surrogate);
    this.pool = new CandidatePool(domain, config.getCandidates(), ROUNDS);
    this.prior = prior;
  }

  /** Every second one is the best by what is known without training. */
  @Override
  Optional<Candidate> begin(RandomGenerator random) {
    return prior.isPresent() && proposals() % 2 == 0
        ? prior.get().best(pool.anywhere(this::isKnown, random))
        : anyNew(random);
  }

  @Override
  List<Candidate> candidates(RandomGenerator random) {
    return pool.around(best(config().getParents()), this::isKnown, random);
  }
}
