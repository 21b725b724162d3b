package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What a guided search chooses from: unseen neighbours of the best (in spaces that are not listed
 * some mutations too) and random candidates. The latter stay for a while, so that what was worked
 * out about them is of use again.
 */
final class CandidatePool {

  /** Of each of the best, where a mutation may change more than a neighbour does. */
  private static final int MUTATIONS = 8;

  private final Domain domain;
  private final int size;
  private final int rounds;
  private final Set<Candidate> pool = new LinkedHashSet<>();

  /**
   * A pool.
   *
   * @param size how many random candidates there are in a round
   * @param rounds for how many a random candidate stays
   */
  CandidatePool(Domain domain, int size, int rounds) {
    this.domain = domain;
    this.size = size;
    this.rounds = rounds;
  }

  /** The random candidates of a round, none of them known. */
  List<Candidate> anywhere(Predicate<Candidate> isKnown, RandomGenerator random) {
    pool.removeIf(isKnown);
    Iterator<Candidate> oldest = pool.iterator();
    for (int i = pool.size() / rounds; i > 0; i--) {
      oldest.next();
      oldest.remove();
    }
    while (pool.size() < size) {
      Optional<Candidate> fresh =
          domain.draw(random, known -> isKnown.test(known) || pool.contains(known));
      if (fresh.isEmpty()) {
        break;
      }
      pool.add(fresh.get());
    }
    return new ArrayList<>(pool);
  }

  /** The candidates of a round; some may be there twice, or be known. */
  List<Candidate> around(
      List<Candidate> best, Predicate<Candidate> isKnown, RandomGenerator random) {
    List<Candidate> all = anywhere(isKnown, random);
    for (Candidate parent : best) {
      all.addAll(domain.neighbours(parent));
      for (int i = 0; i < MUTATIONS && domain.size().isEmpty(); i++) {
        all.add(domain.mutate(parent, random));
      }
    }
    return all;
  }
}
