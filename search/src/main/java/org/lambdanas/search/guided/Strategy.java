package org.lambdanas.search.guided;

import java.util.List;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.TrialResult;

/**
 * A way to search: it proposes what to evaluate and is told what came of it. It depends on its
 * settings, its seed and the order of these calls only, so a strategy that was lost is recovered by
 * the same calls. Used by one thread.
 */
public interface Strategy {

  /**
   * Proposes evaluations.
   *
   * @param count how many could be begun now, at least 1
   * @return at most so many, none twice in a search (but at another fidelity); fewer, or none, if
   *     it waits for results first, or has nothing more to propose
   */
  List<Proposal> ask(int count);

  /** Learns what an evaluation came to. */
  void tell(Outcome outcome);

  /**
   * What to evaluate.
   *
   * @param number counted from 0 over the search, in the order of proposals
   * @param fidelity epochs of training; 0: all
   */
  record Proposal(int number, Architecture architecture, int fidelity) {}

  /**
   * What came of a proposal.
   *
   * @param utility the objective, turned so that more is better; not a number if the evaluation
   *     failed
   * @param result all that is known
   */
  record Outcome(Proposal proposal, double utility, TrialResult result) {}
}
