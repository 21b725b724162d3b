package org.lambdanas.graph.score;

import java.util.List;
import java.util.function.Function;
import org.lambdanas.proto.v1.Unit;
import org.tensorflow.Operand;

/** A number that a network without training has, thought to tell how well it can be trained. */
public interface Measure {

  /** The name the field knows it by. */
  String id();

  /** What it is, in a sentence, with its source. */
  String summary();

  /** What it counts in, where it counts something. */
  default Unit unit() {
    return Unit.UNIT_UNSPECIFIED;
  }

  /**
   * Adds to the network's graph what the measure needs.
   *
   * @param subject the network
   * @return what is to be run, and what becomes of it
   */
  Reading prepare(Subject subject);

  /**
   * What a measure wants to know, and how that becomes a score.
   *
   * @param requests tensors that are read; empty for measures of the network's shape alone
   * @param score called once all of them are there
   */
  record Reading(List<Request> requests, Function<Answers, Score> score) {}

  /**
   * Tensors of one setting.
   *
   * @param of the network whose graph they are in
   * @param weights what its weights are
   * @param input what it sees
   * @param tensors what is read
   */
  record Request(Subject of, Weighting weights, Input input, List<? extends Operand<?>> tensors) {}

  /** What was read. */
  interface Answers {

    /**
     * The value of a requested tensor.
     *
     * @return row-major
     */
    double[] of(Weighting weights, Input input, Operand<?> tensor);
  }

  /** What a network's weights are while a measure looks. */
  enum Weighting {
    /** As they are: the initial ones, or those given. */
    STORED,
    /** Their absolute values, biases, scales and offsets too. */
    ABSOLUTE,
    /** Standard normal; biases 0, scales 1, offsets 0. */
    GAUSSIAN,
    /** Normal with deviation sqrt(2 / fan-in); biases 0, scales 1, offsets 0. */
    KAIMING
  }

  /** What a network sees while a measure looks. */
  enum Input {
    /** The batch of images. */
    BATCH,
    /** The first images of the batch, where more would tell less. */
    FEW,
    /** Another batch. */
    SECOND_BATCH,
    /** Standard normal noise of the batch's shape. */
    NOISE,
    /** The same noise and a hundredth of another. */
    SHIFTED_NOISE,
    /** Both batches and both noises as one batch. */
    JOINED,
    /** One image of 64x64 pixels of standard normal noise. */
    NOISE_IMAGE,
    /** One image of ones. */
    ONES
  }
}
