package org.lambdanas.search.differentiable;

import org.lambdanas.graph.supernet.StepReading;
import org.lambdanas.graph.supernet.WeightStep;

/**
 * What one iteration of a search did.
 *
 * @param weights what the weight step saw and did
 * @param validation what the alpha step saw
 */
public record StepOutcome(WeightStep.Outcome weights, StepReading validation) {}
