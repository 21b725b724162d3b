package org.lambdanas.graph.train;

/**
 * A learning rate that falls along a line, less steeply in the last five epochs, so that none of
 * them trains with next to nothing (DARTS' training on ImageNet).
 *
 * @param initial rate of epoch 0, greater than 0
 * @param last rate approached at the end, 0 to {@code initial}
 * @param epochs number of epochs, at least 1
 */
public record LinearDecay(double initial, double last, int epochs) implements Decay {

  private static final int GENTLE_EPOCHS = 5;

  /** Checks the ranges. */
  public LinearDecay {
    CosineDecay.checkRanges(initial, last, epochs);
  }

  /**
   * The rate of an epoch. With {@code g} gentle epochs, 5 or half of all if these are fewer, and
   * {@code s = epochs - g}:
   *
   * @param epoch from 0
   * @return {@code last + (initial - last)(s - epoch) / s} in the first {@code s}, then {@code last
   *     + (initial - last)(epochs - epoch) / (s g)}
   */
  @Override
  public double at(int epoch) {
    int gentle = Math.min(GENTLE_EPOCHS, epochs / 2);
    double steep = epochs - gentle;
    double share = epoch < steep ? (steep - epoch) / steep : (epochs - epoch) / (steep * gentle);
    return last + (initial - last) * share;
  }
}
