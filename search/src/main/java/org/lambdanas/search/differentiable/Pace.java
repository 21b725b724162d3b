package org.lambdanas.search.differentiable;

/**
 * How fast a search goes on the machine it runs on.
 *
 * @param plainSeconds of an iteration without the alignment's term: of the first epoch, or of all
 *     where nothing is regularised
 * @param regularisedSeconds of an iteration of the other epochs
 */
record Pace(double plainSeconds, double regularisedSeconds) {

  /**
   * What is left of a search.
   *
   * @param done iterations so far
   * @param perEpoch iterations of an epoch
   * @param epochs of the whole search
   * @return seconds
   */
  double secondsLeft(long done, int perEpoch, int epochs) {
    long plain = Math.max(0, perEpoch - done);
    long all = (long) perEpoch * epochs - done;
    return plain * plainSeconds + (all - plain) * regularisedSeconds;
  }
}
