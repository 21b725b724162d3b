package org.lambdanas.predictors.predictor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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
    IntFunction<List<Features>> unlabelled) {

  /** The same task on some of the observations, with a seed of its own. */
  public LearningTask take(int[] rows, Seed own) {
    return new LearningTask(
        Arrays.stream(rows).mapToObj(inputs::get).toList(),
        Arrays.stream(rows).mapToDouble(row -> labels[row]).toArray(),
        settings,
        own,
        unlabelled);
  }

  /**
   * The same task with its vectors in an order of their own. Learners that sum over all rows, and
   * search by those sums, learn from them to the bit the same in whatever order they come.
   */
  public LearningTask ordered() {
    return take(order(), seed);
  }

  /** Which row is at each place of that order. */
  public int[] order() {
    List<Features.Vector> vectors =
        Features.require(inputs, inputs.get(0).shape(), Features.Vector.class);
    Comparator<Integer> byRow = Comparator.comparing(vectors::get);
    return IntStream.range(0, labels.length)
        .boxed()
        .sorted(byRow.thenComparing(row -> labels[row]))
        .mapToInt(row -> row)
        .toArray();
  }

  /** The same task with other labels, one for each observation. */
  LearningTask labelled(double[] others) {
    return new LearningTask(inputs, others, settings, seed, unlabelled);
  }

  /** The same task with other settings. */
  public LearningTask with(Settings others) {
    return new LearningTask(inputs, labels, others, seed, unlabelled);
  }
}
