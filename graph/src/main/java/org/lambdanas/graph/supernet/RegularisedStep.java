package org.lambdanas.graph.supernet;

import org.lambdanas.graph.tensor.StepScope;

/**
 * A step of the weights with an alignment term. It starts with the loss gradient, from which the
 * directions of the alignment follow; then either the term is added, each step in its own way, or
 * the step ends without it.
 */
public sealed interface RegularisedStep permits RegularisedWeightStep, ExactWeightStep {

  /**
   * What a step with the term tells.
   *
   * @param lossNorm global L2 norm of the loss gradient
   * @param termNorm global L2 norm of the term that was added to it; not finite if it was dropped
   * @param gradientNorm global L2 norm of their sum, before clipping
   */
  record Outcome(double lossNorm, double termNorm, double gradientNorm) {}

  /**
   * First run: keeps the loss gradient and moves the running statistics. Weights do not change.
   *
   * @param scope owner of the native tensors
   * @param batch training images
   * @return loss, accuracy and cell gradients
   */
  StepReading lossGradient(StepScope scope, FedBatch batch);

  /**
   * Ends the step without the alignment term: applies gradient descent to the kept loss gradient.
   *
   * @param scope owner of the native tensors
   * @param learningRate greater than 0
   * @return global L2 norm of the gradient, before clipping
   */
  double updateWithoutTerm(StepScope scope, double learningRate);
}
