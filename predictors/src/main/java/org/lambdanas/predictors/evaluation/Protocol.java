package org.lambdanas.predictors.evaluation;

import java.util.Map;

/**
 * What the field evaluates predictors with on a search space, where nothing else is asked for
 * (White et al., section 4, and their scripts).
 *
 * @param testSize architectures of a test set
 * @param mostTrained largest train size
 * @param fullEpochs epochs of which the grid of fidelities ends one short; 0: as many as the
 *     table's curves have
 */
record Protocol(int testSize, int mostTrained, int fullEpochs) {

  private static final Protocol USUAL = new Protocol(200, 1000, 0);

  /** NAS-Bench-301's curves have 98 epochs, but its grid was made for 96. */
  private static final Map<String, Protocol> BY_SPACE = Map.of("darts", new Protocol(100, 500, 96));

  static Protocol of(String space) {
    return BY_SPACE.getOrDefault(space, USUAL);
  }
}
