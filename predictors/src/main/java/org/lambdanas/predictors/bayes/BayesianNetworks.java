package org.lambdanas.predictors.bayes;

import java.util.List;
import java.util.stream.IntStream;

/** What the models of this package have in common. */
final class BayesianNetworks {

  /** Rows that a network runs at a time where nothing is learnt. */
  private static final int BLOCK = 256;

  private BayesianNetworks() {}

  /** Cuts rows into batches, in order. */
  static List<int[]> blocks(int rows) {
    return IntStream.iterate(0, from -> from < rows, from -> from + BLOCK)
        .mapToObj(from -> IntStream.range(from, Math.min(rows, from + BLOCK)).toArray())
        .toList();
  }
}
