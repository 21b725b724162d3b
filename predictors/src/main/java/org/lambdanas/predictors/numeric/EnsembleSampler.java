package org.lambdanas.predictors.numeric;

import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.work.Cancellation;

/**
 * Affine-invariant ensemble sampling (Goodman and Weare, Ensemble samplers with affine invariance,
 * 2010): the stretch move, one half of the walkers against the other.
 */
public final class EnsembleSampler {

  /** The scale of the stretch, the authors' own. */
  private static final double STRETCH = 2;

  private final ToDoubleFunction<double[]> logDensity;
  private final double[][] walkers;
  private final double[] densities;
  private final RandomGenerator random;

  /**
   * Starts an ensemble.
   *
   * @param logDensity logarithm of the density up to a constant; not finite: impossible
   * @param start {@code [walkers][dimensions]}, at least two walkers for each dimension, an even
   *     number of them
   * @param random source of randomness
   */
  public EnsembleSampler(
      ToDoubleFunction<double[]> logDensity, double[][] start, RandomGenerator random) {
    if (start.length < 2 || start.length % 2 != 0 || start.length < 2 * start[0].length) {
      throw new IllegalArgumentException(
          start.length + " walkers: must be even, and twice the dimensions or more");
    }
    this.logDensity = logDensity;
    this.walkers = new double[start.length][];
    this.densities = new double[start.length];
    this.random = random;
    for (int w = 0; w < start.length; w++) {
      walkers[w] = start[w].clone();
      densities[w] = density(walkers[w]);
    }
  }

  private double density(double[] position) {
    double density = logDensity.applyAsDouble(position);
    return Double.isNaN(density) ? Double.NEGATIVE_INFINITY : density;
  }

  /** Moves every walker once; returns the share of the proposals that were accepted. */
  public double step() {
    int half = walkers.length / 2;
    int accepted = 0;
    for (int w = 0; w < walkers.length; w++) {
      int other = w < half ? half + random.nextInt(half) : random.nextInt(half);
      if (move(w, walkers[other])) {
        accepted++;
      }
    }
    return (double) accepted / walkers.length;
  }

  private boolean move(int walker, double[] anchor) {
    Cancellation.check();
    double[] position = walkers[walker];
    // z has the density 1 / sqrt(z) between 1 / STRETCH and STRETCH.
    double root = 1 + random.nextDouble() * (STRETCH - 1);
    double z = root * root / STRETCH;
    double[] proposal = new double[position.length];
    for (int d = 0; d < proposal.length; d++) {
      proposal[d] = anchor[d] + z * (position[d] - anchor[d]);
    }
    double density = density(proposal);
    double logRatio = (proposal.length - 1) * Math.log(z) + density - densities[walker];
    if (density == Double.NEGATIVE_INFINITY || !(Math.log(random.nextDouble()) < logRatio)) {
      return false;
    }
    walkers[walker] = proposal;
    densities[walker] = density;
    return true;
  }

  /** Where the walkers are, {@code [walkers][dimensions]}: a copy. */
  public double[][] positions() {
    double[][] positions = new double[walkers.length][];
    for (int w = 0; w < walkers.length; w++) {
      positions[w] = walkers[w].clone();
    }
    return positions;
  }
}
