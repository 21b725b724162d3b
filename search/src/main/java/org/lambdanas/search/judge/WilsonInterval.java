package org.lambdanas.search.judge;

/**
 * Wilson's score interval of a share (1927), which holds for few trials and shares near 0 and 1
 * too, where the usual one of mean and deviation does not.
 *
 * @param low its lower end, at least 0
 * @param high its upper end, at most 1
 */
public record WilsonInterval(double low, double high) {

  /** The quantile of the standard normal distribution for 95 %. */
  private static final double Z = 1.959963984540054;

  /**
   * The 95 % interval.
   *
   * @param successes 0 to {@code trials}
   * @param trials at least 1
   */
  public static WilsonInterval of(long successes, long trials) {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(successes + " successes of " + trials);
    }
    double n = trials;
    double share = successes / n;
    double scale = 1 / (1 + Z * Z / n);
    double centre = scale * (share + Z * Z / (2 * n));
    double half = scale * Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
    // What rounds to beyond the ends is at them.
    return new WilsonInterval(
        successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half);
  }
}
