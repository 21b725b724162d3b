package org.lambdanas.predictors.bayes;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.work.Cancellation;

/**
 * Stochastic-gradient Hamiltonian Monte Carlo that adapts its mass to the gradients during burn-in
 * (Springenberg et al., Bayesian optimization with robust Bayesian neural networks, 2016, section
 * 4.1).
 */
final class HamiltonianSampler {

  private static final double EPSILON = 1e-10;
  private static final double LEAST_VARIANCE = 1e-16;

  private final double learningRate;
  private final double momentumDecay;
  private final RandomGenerator random;
  private final double[] position;
  private final double[] momentum;
  private final double[] gradient;
  private final double[] meanGradient;
  private final double[] meanSquare;
  private final double[] window;

  /** Gives the gradient of the energy. */
  @FunctionalInterface
  interface Energy {

    /** Computes it. */
    void gradient(double[] position, double[] gradient);
  }

  /** Starts at a position; a step loses a share of the momentum. */
  HamiltonianSampler(
      double[] start, double learningRate, double momentumDecay, RandomGenerator random) {
    this.learningRate = learningRate;
    this.momentumDecay = momentumDecay;
    this.random = random;
    position = start.clone();
    momentum = new double[start.length];
    gradient = new double[start.length];
    meanGradient = ones(start.length);
    meanSquare = ones(start.length);
    window = ones(start.length);
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** One step; the mass may follow the gradients. */
  void step(Energy energy, boolean adapt) {
    Cancellation.check();
    energy.gradient(position, gradient);
    double squaredRate = learningRate * learningRate;
    for (int i = 0; i < position.length; i++) {
      double slope = gradient[i];
      if (adapt) {
        double share = 1 / (window[i] + 1);
        window[i] += 1 - window[i] * meanGradient[i] * meanGradient[i] / (meanSquare[i] + EPSILON);
        meanGradient[i] += share * (slope - meanGradient[i]);
        meanSquare[i] += share * (slope * slope - meanSquare[i]);
      }
      double inverseMass = 1 / (Math.sqrt(meanSquare[i]) + EPSILON);
      double variance = 2 * squaredRate * momentumDecay * inverseMass - squaredRate * squaredRate;
      momentum[i] +=
          -squaredRate * inverseMass * slope
              - momentumDecay * momentum[i]
              + Math.sqrt(Math.max(variance, LEAST_VARIANCE)) * random.nextGaussian();
      position[i] += momentum[i];
    }
  }

  /** Where it is. */
  double[] position() {
    return position.clone();
  }
}
