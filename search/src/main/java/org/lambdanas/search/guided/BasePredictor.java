package org.lambdanas.search.guided;

import java.util.List;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.StrategyConfig;

/**
 * One fit: most queries go to random candidates, and the rest to those of many others that the
 * predictor takes for the best (Wen et al., Neural predictor for neural architecture search, 2020).
 * It waits for all of the first before it goes on.
 */
final class BasePredictor extends PredictorSearch {

  BasePredictor(StrategyConfig config, Domain domain, Seed seed, Surrogate surrogate) {
    super(config, domain, seed, surrogate);
  }

  @Override
  boolean waits() {
    return isWaiting() && proposals() == config().getInitial();
  }

  @Override
  List<Candidate> candidates(RandomGenerator random) {
    return anyNew(config().getCandidates(), random);
  }
}
