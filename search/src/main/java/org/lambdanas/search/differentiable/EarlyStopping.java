package org.lambdanas.search.differentiable;

import java.util.List;
import java.util.OptionalInt;
import org.lambdanas.proto.v1.EpochRecord;

/**
 * When a growing eigenvalue of the Hessian ends a search (RobustDARTS, section 4.3): sharp minima
 * in alpha come before the collapse. The search then goes back to the architecture from before the
 * growth. As in the code of RobustDARTS, an average stands for the measurement in its middle.
 *
 * @param ratio growth of the moving average that ends the search, above 1
 */
public record EarlyStopping(double ratio) {

  /** Measurements in an average on each side of the one it stands for. */
  private static final int RADIUS = 2;

  /** Averages between the two that are compared. */
  private static final int DISTANCE = 4;

  /** The search goes back to none of the first epochs, whose cells have yet to form. */
  private static final int FIRST_EPOCHS = 10;

  /**
   * Whether a search ends.
   *
   * @param history epochs done, in order; those without an eigenvalue do not count
   * @return the epoch, from 0, whose architecture the search goes back to; empty if it goes on
   */
  public OptionalInt backTo(List<EpochRecord> history) {
    List<EpochRecord> measured =
        history.stream().filter(EpochRecord::hasHessianEigenvalue).toList();
    for (int back = 0; back + DISTANCE + RADIUS < measured.size(); back++) {
      double earlier = average(measured, back);
      if (measured.get(back).getEpoch() >= FIRST_EPOCHS
          && earlier > 0
          && average(measured, back + DISTANCE) > ratio * earlier) {
        return OptionalInt.of(measured.get(back).getEpoch());
      }
    }
    return OptionalInt.empty();
  }

  private static double average(List<EpochRecord> measured, int centre) {
    return measured.subList(Math.max(0, centre - RADIUS), centre + RADIUS + 1).stream()
        .mapToDouble(EpochRecord::getHessianEigenvalue)
        .average()
        .orElse(Double.NaN);
  }

  /**
   * The shortest search that the rule can end.
   *
   * @param every epochs between two measurements, at least 1
   */
  public static int leastEpochs(int every) {
    int before = (FIRST_EPOCHS + every) / every;
    return every * (before + DISTANCE + RADIUS);
  }

  /** How often a search of so many epochs measures unless told otherwise: RobustDARTS' every 2. */
  public static int usualEvery(int epochs) {
    return epochs < leastEpochs(2) ? 1 : 2;
  }
}
