package org.lambdanas.graph.data;

import java.util.SplittableRandom;
import org.lambdanas.graph.error.ConfigException;

/**
 * RandAugment (Cubuk et al. 2020): a number of operations, one after the other, each drawn evenly
 * of all, at one magnitude, in a direction drawn evenly where they have two. Operations and ranges
 * are those that torchvision has for it.
 *
 * @param operations on each image; 0: none
 * @param magnitude 0 to 30, of {@value #MAGNITUDES}
 */
public record RandAugment(int operations, int magnitude) implements DrawnOperations {

  static final int MAGNITUDES = 30;

  private static final int MOST = 16;

  static final RandAugment NONE = new RandAugment(0, 0);

  /** How far an image moves at most, and the side that it was found at: pixels. */
  private static final double SHIFT = 150;

  private static final int SIDE = 331;

  static final OperationRanges RANGES =
      new OperationRanges(0.3, RandAugment::shift, 30, 0.9, 4, 255);

  /**
   * Checks the numbers.
   *
   * @throws ConfigException if one is out of its range
   */
  public RandAugment {
    if (operations < 0 || operations > MOST) {
      throw new ConfigException(
          "operations of an image are %d: give 0 to %d".formatted(operations, MOST));
    }
    if (magnitude < 0 || magnitude > MAGNITUDES) {
      throw new ConfigException(
          "magnitude of operations is %d: give 0 to %d".formatted(magnitude, MAGNITUDES));
    }
  }

  /**
   * What it is where nothing else is said.
   *
   * @return two operations of magnitude 9
   */
  public static RandAugment usual() {
    return new RandAugment(2, 9);
  }

  private static int shift(int side, double strength) {
    return (int) (SHIFT * side * strength / SIDE);
  }

  @Override
  public boolean changes() {
    return operations > 0;
  }

  /** Changes an image in place by what is drawn. */
  void draw(PixelImage image, SplittableRandom random) {
    double strength = (double) magnitude / MAGNITUDES;
    for (int i = 0; i < operations; i++) {
      ImageOperation operation = ImageOperation.draw(random);
      operation.apply(image, random.nextBoolean() ? strength : -strength, RANGES);
    }
  }
}
