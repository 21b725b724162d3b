package org.lambdanas.search.guided;

import java.util.List;
import org.lambdanas.search.budget.Budget;

/** A strategy that knows of no limits: what passes one has failed, as far as it is told. */
record WithinLimits(Strategy strategy, Budget budget) implements Strategy {

  @Override
  public List<Proposal> ask(int count) {
    return strategy.ask(count);
  }

  @Override
  public void tell(Outcome outcome) {
    strategy.tell(
        budget.isFeasible(outcome.proposal().architecture())
            ? outcome
            : new Outcome(outcome.proposal(), Double.NaN, outcome.result()));
  }
}
