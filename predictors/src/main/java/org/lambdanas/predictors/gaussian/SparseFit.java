package org.lambdanas.predictors.gaussian;

import java.util.Arrays;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.numeric.Adam;

/**
 * Fits the kernel and the inducing points of a sparse Gaussian process by Adam on the bound. The
 * two methods differ in the distribution q of the values at the inducing points: Titsias has it
 * solved for, so that it is optimal at every step; Hensman et al. keep it as a parameter of its
 * own, which follows by natural-gradient steps and is solved for at the end only.
 */
final class SparseFit {

  private final TrainingSet data;
  private final HyperPrior prior;
  private final double naturalStep;

  /** Logarithms of length scale, variance and noise, then the inducing points. */
  private final double[] state;

  private WhitenedNormal q;

  /**
   * Starts.
   *
   * @param data training set
   * @param start of the kernel's parameters, and the centre of their prior
   * @param points inducing points, {@code [m][features]}
   * @param naturalStep share of the way to its optimum that q goes in each step; 1: it is solved
   *     for
   */
  SparseFit(TrainingSet data, KernelParameters start, double[][] points, double naturalStep) {
    this.data = data;
    this.prior = new HyperPrior(start);
    this.naturalStep = naturalStep;
    int width = data.rows().features();
    state = Arrays.copyOf(start.logs(), KernelParameters.COUNT + points.length * width);
    for (int i = 0; i < points.length; i++) {
      System.arraycopy(points[i], 0, state, KernelParameters.COUNT + i * width, width);
    }
    q = WhitenedNormal.standard(points.length);
  }

  /**
   * Runs Adam.
   *
   * @param steps how many
   * @param learningRate of Adam, for logarithms and coordinates alike
   * @param movePoints whether the inducing points are fitted, or only the kernel
   */
  void run(int steps, double learningRate, boolean movePoints) {
    int moving = movePoints ? state.length : KernelParameters.COUNT;
    Adam adam = new Adam(moving, learningRate);
    for (int step = 0; step < steps; step++) {
      double[] gradient = new double[moving];
      InducingFeatures inducing = inducing();
      q = q.towards(optimum(inducing), naturalStep);
      new SparseBound(parameters(), inducing, data.targets(), q).addGradient(gradient);
      prior.addGradient(state, gradient);
      Arrays.setAll(gradient, i -> -gradient[i]);
      adam.step(state, gradient);
    }
  }

  KernelParameters parameters() {
    return KernelParameters.ofLogs(state);
  }

  double[][] points() {
    int width = data.rows().features();
    double[][] points = new double[q.shift().length][];
    for (int i = 0; i < points.length; i++) {
      int from = KernelParameters.COUNT + i * width;
      points[i] = Arrays.copyOfRange(state, from, from + width);
    }
    return points;
  }

  private InducingFeatures inducing() {
    return new InducingFeatures(parameters(), points(), data.rows());
  }

  private WhitenedNormal optimum(InducingFeatures inducing) {
    return WhitenedNormal.optimal(inducing, data.targets(), parameters().noise());
  }

  /** The best q given kernel and inducing points as they are now. */
  WhitenedNormal optimum() {
    return optimum(inducing());
  }
}
