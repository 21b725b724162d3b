package org.lambdanas.predictors.numeric;

import org.lambdanas.graph.work.Cancellation;

/** Adam (Kingma and Ba, Adam: a method for stochastic optimization, 2015) on an array, downhill. */
public final class Adam {

  private static final double DECAY_1 = 0.9;
  private static final double DECAY_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double learningRate;
  private final double[] first;
  private final double[] second;
  private double power1 = 1;
  private double power2 = 1;

  /** An optimiser with a store for the moments and the powers of the betas. */
  public Adam(int size, double learningRate) {
    this.learningRate = learningRate;
    this.first = new double[size];
    this.second = new double[size];
  }

  /** One step down. */
  public void step(double[] parameters, double[] gradient) {
    Cancellation.check();
    power1 *= DECAY_1;
    power2 *= DECAY_2;
    double rate = learningRate * Math.sqrt(1 - power2) / (1 - power1);
    double epsilon = EPSILON * Math.sqrt(1 - power2);
    for (int i = 0; i < first.length; i++) {
      double slope = gradient[i];
      first[i] = DECAY_1 * first[i] + (1 - DECAY_1) * slope;
      second[i] = DECAY_2 * second[i] + (1 - DECAY_2) * slope * slope;
      parameters[i] -= rate * first[i] / (Math.sqrt(second[i]) + epsilon);
    }
  }
}
