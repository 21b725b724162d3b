package org.lambdanas.search.judge;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a model is right as often as it says: pictures in bins of the probability of their
 * likeliest class (Guo et al. 2017).
 *
 * @param bins of the same width, from 0 to 1
 */
public record Reliability(List<Bin> bins) {

  /** The number of bins that is usual. */
  public static final int BINS = 15;

  /**
   * Pictures of about the same confidence.
   *
   * @param low none has this confidence or less
   * @param high most confidence
   * @param images how many
   * @param confidence mean of their confidence; NaN: there are none
   * @param accuracy share that are right; NaN: there are none
   */
  public record Bin(double low, double high, long images, double confidence, double accuracy) {}

  /** Copies. */
  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * Puts answers into bins.
   *
   * @param temperature what logits are divided by, greater than 0
   */
  public static Reliability of(Answers answers, double temperature) {
    long[] images = new long[BINS];
    long[] right = new long[BINS];
    double[] sums = new double[BINS];
    for (int i = 0; i < answers.size(); i++) {
      int answer = answers.answer(i);
      double confidence = Math.exp(LogSoftmax.of(answers.logits(i), temperature)[answer]);
      int bin = Math.max(0, Math.min(BINS, (int) Math.ceil(confidence * BINS)) - 1);
      images[bin]++;
      right[bin] += answer == answers.truth(i) ? 1 : 0;
      sums[bin] += confidence;
    }
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      bins.add(
          new Bin(
              (double) b / BINS,
              (b + 1.0) / BINS,
              images[b],
              sums[b] / images[b],
              (double) right[b] / images[b]));
    }
    return new Reliability(bins);
  }

  /**
   * The expected calibration error: the mean distance of confidence and accuracy of the bins, each
   * as heavy as it has pictures.
   *
   * @return 0 to 1
   */
  public double expectedError() {
    double sum = 0;
    long images = 0;
    for (Bin bin : bins) {
      if (bin.images > 0) {
        sum += bin.images * Math.abs(bin.confidence - bin.accuracy);
        images += bin.images;
      }
    }
    return images == 0 ? 0 : sum / images;
  }
}
