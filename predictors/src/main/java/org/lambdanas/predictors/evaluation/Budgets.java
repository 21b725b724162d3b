package org.lambdanas.predictors.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The budgets at which predictors are compared (White et al., section 4, and their code): numbers
 * that ascend by a constant factor, rounded down. Where rounding would give one of them twice, it
 * becomes one more than the one before.
 */
public final class Budgets {

  /** Numbers of train sizes and of fidelities. */
  private static final int TRAIN_SIZES = 11;

  private static final int FIDELITIES = 15;

  /** What the grids begin with, before rounding. */
  private static final double LEAST_TRAINED = 5.1;

  private static final double LEAST_EPOCHS = Math.pow(2, 0.9);

  /** Slack for powers that come out just below a whole number. */
  private static final double ROUNDING = 1e-9;

  private Budgets() {}

  /**
   * The grid of train sizes: 11 numbers from 5 to {@code most}, ascending; all from 1 where it is
   * below 15.
   */
  public static List<Integer> trainSizes(int most) {
    return grid(LEAST_TRAINED, most, TRAIN_SIZES);
  }

  /**
   * The grid of fidelities: epochs that are paid for at a query. 15 numbers from 1 to {@code last},
   * ascending; all of them where it is below 19.
   */
  public static List<Integer> fidelities(int last) {
    return grid(LEAST_EPOCHS, last, FIDELITIES);
  }

  private static List<Integer> grid(double least, int most, int count) {
    if (most < count + 4) {
      // Too short for a factor: every number.
      return IntStream.rangeClosed(1, most).boxed().toList();
    }
    List<Integer> grid = new ArrayList<>();
    int previous = 0;
    for (int i = 0; i < count; i++) {
      double value = least * Math.pow(most / least, i / (count - 1.0));
      int budget = Math.max(previous + 1, (int) Math.floor(value + ROUNDING));
      grid.add(budget);
      previous = budget;
    }
    return grid;
  }
}
