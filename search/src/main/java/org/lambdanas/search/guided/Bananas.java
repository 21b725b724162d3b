package org.lambdanas.search.guided;

import java.util.List;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.StrategyConfig;

/**
 * Bayesian optimisation among random candidates, as the study of predictors has it (White et al.,
 * BANANAS, 2021; White et al., How powerful are performance predictors in NAS?, 2021, section 4).
 */
final class Bananas extends PredictorSearch {

  Bananas(StrategyConfig config, Domain domain, Seed seed, Surrogate surrogate) {
    super(config, domain, seed, surrogate);
  }

  @Override
  List<Candidate> candidates(RandomGenerator random) {
    return anyNew(config().getCandidates(), random);
  }
}
