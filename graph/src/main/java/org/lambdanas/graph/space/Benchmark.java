package org.lambdanas.graph.space;

/**
 * What the field measures predictors with on a search space, where nothing else is asked for (White
 * et al., section 4, and their scripts).
 *
 * @param testSize architectures of a test set
 * @param mostTrained largest train size
 * @param gridEpochs epochs of which the grid of fidelities ends one short; 0: as many as the
 *     table's curves have
 * @param fullEpochs epochs of a full training in the space's published table of learning curves; 0:
 *     there is none
 */
public record Benchmark(int testSize, int mostTrained, int gridEpochs, int fullEpochs) {

  /** Where nothing is published. */
  public static final Benchmark USUAL = new Benchmark(200, 1000, 0, 0);
}
