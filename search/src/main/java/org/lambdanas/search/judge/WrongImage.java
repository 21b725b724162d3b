package org.lambdanas.search.judge;

import java.util.Comparator;

/**
 * A picture that is taken for something else.
 *
 * @param image what it looks like to the model
 * @param truth the class that it is of
 * @param answer the class that it is taken for
 * @param truthProbability what the model gives to the first
 * @param answerProbability what it gives to the second
 */
public record WrongImage(
    TestImage image, int truth, int answer, double truthProbability, double answerProbability) {

  /** The most confident last. */
  static final Comparator<WrongImage> BY_CONFIDENCE =
      Comparator.comparingDouble(WrongImage::answerProbability);
}
