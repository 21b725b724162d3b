package org.lambdanas.predictors.predictor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Observation;

/**
 * Random architectures of a space, no two of them the same by canonical form, and none the same as
 * one that is kept out. They are drawn when first asked for; the first ones stay the same whatever
 * is asked for later.
 */
final class UnlabelledSupply implements IntFunction<List<Features>> {

  /** Draws in a row that bring nothing new before the space counts as used up. */
  private static final int PATIENCE = 10_000;

  private final SearchSpace space;
  private final InputReader reader;
  private final RandomGenerator random;
  private final Set<Architecture> seen = new HashSet<>();
  private final List<Features> drawn = new ArrayList<>();

  UnlabelledSupply(
      SearchSpace space, InputReader reader, Seed seed, Iterable<Architecture> keptOut) {
    this.space = space;
    this.reader = reader;
    this.random = seed.random();
    keptOut.forEach(architecture -> seen.add(space.canonical(architecture)));
  }

  @Override
  public List<Features> apply(int count) {
    int failures = 0;
    while (drawn.size() < count) {
      Cancellation.check();
      Architecture architecture = space.sample(random);
      if (seen.add(space.canonical(architecture))) {
        drawn.add(reader.read(Observation.newBuilder().setArchitecture(architecture).build()));
        failures = 0;
      } else if (++failures == PATIENCE) {
        throw new DataException(
            ("no further architectures of the space %s found after %s of the %s unlabelled "
                    + "ones that the predictor needs: take fewer observations")
                .formatted(space.id(), drawn.size(), count));
      }
    }
    return List.copyOf(drawn.subList(0, count));
  }
}
