package org.lambdanas.search.fit;

/**
 * How much there is to do.
 *
 * @param seconds of everything
 * @param gradientSearches searches by gradients
 * @param trialSearches searches that train one network after another
 * @param pictures to learn from, those held out to choose by among them
 */
record FitTask(double seconds, int gradientSearches, int trialSearches, int pictures) {

  /** So many of the best cells of a search by trainings are trained at the end. */
  static final int BEST_CELLS = 2;

  /** Random, largest and fixed. */
  static final int BASELINES = 3;

  /** Searches of both kinds. */
  int searches() {
    return gradientSearches + trialSearches;
  }

  /** Trainings at the end, at most: what computes the same is trained once. */
  int trainings() {
    return gradientSearches + BEST_CELLS * trialSearches + BASELINES;
  }
}
