package org.lambdanas.graph.sharing;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;

/**
 * Which operations the sums of a step are made of (Bender et al. 2018, section 3.2): each is left
 * out by chance, so that the others learn to do without it. The same in all cells of a type. A
 * step's draws depend on the seed and the step's number only. Immutable.
 *
 * @param rate chance of being left out, 0 to 1 (exclusive)
 */
record PathDropout(double rate, Seed seed) {

  /** Ones where operations are kept and zeros elsewhere, {@code [edges, operations]} row by row. */
  double[] kept(CellType type, long step) {
    double[] kept = new double[type.edges() * type.operations()];
    SplittableRandom random = seed.child(type.name()).child(step).random();
    Arrays.setAll(kept, i -> random.nextDouble() < rate ? 0 : 1);
    return kept;
  }
}
