package org.lambdanas.search.study;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lambdanas.proto.v1.TrialScore;

/**
 * How tau grows with the number of trained networks: 1 - tau falls as a power of it, measured at
 * two sizes by the same parts of a cross-validation. Near both sizes that holds for any curve that
 * flattens; far beyond it promises too much, so it is used for some tenths more only.
 *
 * @param fewer the smaller number of networks
 * @param atFewer tau by parts with it
 * @param size the larger number of networks
 * @param atSize tau by parts with it
 * @param folds parts of the cross-validation
 */
@SuppressWarnings("ArrayRecordComponent")
record Growth(double fewer, double[] atFewer, double size, double[] atSize, int folds) {

  /** No predictor is believed to learn faster than 1 - tau falls with the number. */
  private static final double STEEPEST = 1;

  private static final double LEAST_ERROR = 1e-6;

  /** Steps of the derivatives. */
  private static final double STEP = 1e-4;

  private static double exponent(double fewer, double tauOfFewer, double size, double tau) {
    double falls = Math.log(error(tauOfFewer) / error(tau)) / Math.log(size / fewer);
    return Math.max(-STEEPEST, Math.min(STEEPEST, falls));
  }

  private static double error(double tau) {
    return Math.max(LEAST_ERROR, 1 - tau);
  }

  /**
   * What a tau that was reached with the larger number becomes with another one, which is near it;
   * more networks never make it less.
   */
  double at(double networks, double tau) {
    double exponent = Math.max(0, exponent(fewer, mean(atFewer), size, mean(atSize)));
    return tau >= 1 ? tau : 1 - (1 - tau) * Math.pow(size / networks, exponent);
  }

  /** What more networks bring, with the interval of that. */
  TrialScore gain(double from, double to) {
    double low = mean(atFewer);
    double high = mean(atSize);
    double gain = gain(low, high, from, to);
    double byFewer = (gain(low + STEP, high, from, to) - gain) / STEP;
    double bySize = (gain(low, high + STEP, from, to) - gain) / STEP;
    double[] parts =
        IntStream.range(0, atSize.length)
            .mapToDouble(i -> gain + byFewer * (atFewer[i] - low) + bySize * (atSize[i] - high))
            .toArray();
    return ResampledMean.of(parts, folds);
  }

  private double gain(double tauOfFewer, double tau, double from, double to) {
    double exponent = exponent(fewer, tauOfFewer, size, tau);
    return error(tau) * (Math.pow(size / from, exponent) - Math.pow(size / to, exponent));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
