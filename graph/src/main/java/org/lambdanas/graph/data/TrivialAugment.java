package org.lambdanas.graph.data;

import java.util.SplittableRandom;

/**
 * TrivialAugment (Müller and Hutter 2021) with its wide ranges: one operation of all, drawn evenly,
 * at one of 31 strengths, drawn evenly, in a direction drawn evenly where it has two.
 */
record TrivialAugment() implements DrawnOperations {

  private static final int STRENGTHS = 31;

  /** Pixels: the side of CIFAR's images, which an image may leave altogether. */
  private static final int SHIFT = 32;

  static final OperationRanges WIDE =
      new OperationRanges(0.99, TrivialAugment::shift, 135, 0.99, 6, 256);

  /** Smaller images move as far as CIFAR's: not further than their own side. */
  private static int shift(int side, double strength) {
    return (int) Math.round(Math.min(SHIFT, side) * strength);
  }

  @Override
  public boolean changes() {
    return true;
  }

  /** Changes an image in place by what is drawn. */
  void draw(PixelImage image, SplittableRandom random) {
    ImageOperation operation = ImageOperation.draw(random);
    double strength = (double) random.nextInt(STRENGTHS) / (STRENGTHS - 1);
    operation.apply(image, random.nextBoolean() ? strength : -strength, WIDE);
  }
}
