package org.lambdanas.graph.data;

/**
 * What operations on images do at full strength.
 *
 * @param slope of a shear
 * @param shifts how far an image is moved
 * @param degrees of a turn
 * @param factor by which brightness, colour, contrast and sharpness leave 1
 * @param bits lost of each value
 * @param threshold from which values are turned into their negative without any strength; 0 at full
 *     strength
 */
record OperationRanges(
    double slope, Shifts shifts, double degrees, double factor, int bits, int threshold) {

  /** How far an image is moved. */
  interface Shifts {

    /**
     * A distance.
     *
     * @param side of the image in that direction, pixels
     * @param strength -1 to 1
     * @return pixels, negative for negative strengths
     */
    int shift(int side, double strength);
  }

  int shift(int side, double strength) {
    return shifts.shift(side, strength);
  }
}
