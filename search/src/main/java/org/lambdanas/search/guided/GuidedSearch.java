package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.StrategyConfig;

/**
 * The search of this program's own: a Gaussian process on features of the live graph, fitted again
 * after each result, chooses by a draw from its predictions among the unseen neighbours of the best
 * (in spaces that are not listed some mutations too) and random candidates. The latter stay for a
 * while, so that what was worked out about them is of use again.
 */
final class GuidedSearch extends PredictorSearch {

  /** One of so many random candidates is exchanged in each round. */
  private static final int EXCHANGED = 256;

  /** Of each of the best, where a mutation may change more than a neighbour does. */
  private static final int MUTATIONS = 8;

  private final Set<Candidate> pool = new LinkedHashSet<>();

  GuidedSearch(StrategyConfig config, Domain domain, Seed seed, Surrogate surrogate) {
    super(config, domain, seed, surrogate);
  }

  @Override
  List<Candidate> candidates(RandomGenerator random) {
    pool.removeIf(this::isKnown);
    Iterator<Candidate> oldest = pool.iterator();
    for (int i = pool.size() / EXCHANGED; i > 0; i--) {
      oldest.next();
      oldest.remove();
    }
    while (pool.size() < config().getCandidates()) {
      Optional<Candidate> fresh =
          domain().draw(random, known -> isKnown(known) || pool.contains(known));
      if (fresh.isEmpty()) {
        break;
      }
      pool.add(fresh.get());
    }
    List<Candidate> all = new ArrayList<>(pool);
    for (Candidate parent : best(config().getParents())) {
      all.addAll(domain().neighbours(parent));
      for (int i = 0; i < MUTATIONS && domain().size().isEmpty(); i++) {
        all.add(domain().mutate(parent, random));
      }
    }
    return all;
  }
}
