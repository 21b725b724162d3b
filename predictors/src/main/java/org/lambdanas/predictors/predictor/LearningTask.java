package org.lambdanas.predictors.predictor;

import java.util.List;
import java.util.function.IntFunction;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.Features;

/**
 * What a learner is given.
 *
 * @param inputs what is read of the training set, all of one form and size; at least 1
 * @param labels one for each input, finite
 * @param settings a value for each declared setting
 * @param seed of every random draw
 * @param unlabelled draws this many further inputs of random architectures of the space, always the
 *     same ones, or as many as there are; for semi-supervised methods
 */
public record LearningTask(
    List<Features> inputs,
    double[] labels,
    Settings settings,
    Seed seed,
    IntFunction<List<Features>> unlabelled) {}
