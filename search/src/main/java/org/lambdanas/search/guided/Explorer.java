package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.lambdanas.graph.random.Seed;

/**
 * What strategies have in common: it numbers proposals, knows what was proposed and what is out,
 * and proposes no candidate twice at one fidelity. Every proposal has random draws of its own.
 */
abstract class Explorer implements Strategy {

  private final Domain domain;
  private final Seed seed;

  /** Fidelities of each. */
  private final Map<Candidate, Set<Integer>> proposed = new HashMap<>();

  private final Map<Integer, Candidate> out = new LinkedHashMap<>();
  private int next;

  Explorer(Domain domain, Seed seed) {
    this.domain = domain;
    this.seed = seed;
  }

  /**
   * A candidate that was not proposed yet, or empty to wait for results, or if there is none left.
   */
  abstract Optional<Candidate> choose(RandomGenerator random);

  /** Epochs of training of a chosen candidate; 0: all. */
  int fidelity(Candidate candidate) {
    return 0;
  }

  /** Learns what a candidate came to, which is out no more. */
  abstract void learn(Candidate candidate, Outcome outcome);

  @Override
  public final List<Proposal> ask(int count) {
    List<Proposal> proposals = new ArrayList<>();
    while (proposals.size() < count) {
      Optional<Candidate> chosen = choose(seed.child("proposal").child(next).random());
      if (chosen.isEmpty()) {
        break;
      }
      Proposal proposal = new Proposal(next, chosen.get().architecture(), fidelity(chosen.get()));
      if (!proposed
          .computeIfAbsent(chosen.get(), any -> new HashSet<>())
          .add(proposal.fidelity())) {
        throw new IllegalStateException("proposed twice: " + proposal);
      }
      out.put(next++, chosen.get());
      proposals.add(proposal);
    }
    return proposals;
  }

  @Override
  public final void tell(Outcome outcome) {
    Candidate candidate = out.remove(outcome.proposal().number());
    if (candidate == null || !candidate.architecture().equals(outcome.proposal().architecture())) {
      throw new IllegalArgumentException("told what is not out: " + outcome.proposal());
    }
    learn(candidate, outcome);
  }

  final Domain domain() {
    return domain;
  }

  final Seed seed() {
    return seed;
  }

  /** Number of proposals so far. */
  final int proposals() {
    return next;
  }

  /** Whether something was proposed and not told of. */
  final boolean isWaiting() {
    return !out.isEmpty();
  }

  /** Whether a candidate was proposed before. */
  final boolean isKnown(Candidate candidate) {
    return proposed.containsKey(candidate);
  }

  /** Random candidates that are not known, as far as there are any; some may be there twice. */
  final List<Candidate> anyNew(int count, RandomGenerator random) {
    return Stream.generate(() -> anyNew(random)).limit(count).flatMap(Optional::stream).toList();
  }

  /** A random candidate that is not known. */
  final Optional<Candidate> anyNew(RandomGenerator random) {
    return domain.draw(random, this::isKnown);
  }
}
