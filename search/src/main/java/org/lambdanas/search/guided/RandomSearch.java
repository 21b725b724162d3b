package org.lambdanas.search.guided;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;

/** Random candidates, each once. */
final class RandomSearch extends Explorer {

  RandomSearch(Domain domain, Seed seed) {
    super(domain, seed);
  }

  @Override
  Optional<Candidate> choose(RandomGenerator random) {
    return anyNew(random);
  }

  @Override
  void learn(Candidate candidate, Outcome outcome) {
    // Nothing follows from it.
  }
}
