package org.lambdanas.search.fit;

/**
 * How much there is to do.
 *
 * @param seconds of everything
 * @param gradientSearches searches by gradients
 * @param trialSearches searches that train one network after another
 * @param pictures to learn from, those held out to choose by among them
 * @param batch pictures of a step
 */
record FitTask(double seconds, int gradientSearches, int trialSearches, int pictures, int batch) {

  /** Steps of a training before it says how good a network is; less is done where time is short. */
  private static final double USEFUL_STEPS = 800;

  private static final int LEAST_USEFUL = 6;
  private static final int MOST_USEFUL = 40;

  /** So many of the best cells of a search by trainings are trained at the end. */
  static final int BEST_CELLS = 2;

  /** Random, largest and fixed. */
  static final int BASELINES = 3;

  /** Epochs of a training that is worth its time. */
  int usefulEpochs() {
    double steps = Math.max(1, (double) pictures / batch);
    return (int) Math.min(MOST_USEFUL, Math.max(LEAST_USEFUL, Math.ceil(USEFUL_STEPS / steps)));
  }

  /** Searches of both kinds. */
  int searches() {
    return gradientSearches + trialSearches;
  }

  /** Trainings at the end, at most: what computes the same is trained once. */
  int trainings() {
    return gradientSearches + BEST_CELLS * trialSearches + BASELINES;
  }
}
