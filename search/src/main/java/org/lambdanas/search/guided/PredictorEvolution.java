package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.StrategyConfig;

/**
 * Evolution whose children a predictor chooses from: mutations of the best, as many of each (Wei et
 * al., NPENAS, 2020; White et al., How powerful are performance predictors in NAS?, section 4).
 */
final class PredictorEvolution extends PredictorSearch {

  PredictorEvolution(StrategyConfig config, Domain domain, Seed seed, Surrogate surrogate) {
    super(config, domain, seed, surrogate);
  }

  @Override
  List<Candidate> candidates(RandomGenerator random) {
    List<Candidate> parents = best(config().getParents());
    List<Candidate> children = new ArrayList<>();
    for (int i = 0; i < config().getCandidates(); i++) {
      children.add(domain().mutate(parents.get(i % parents.size()), random));
    }
    return children;
  }
}
