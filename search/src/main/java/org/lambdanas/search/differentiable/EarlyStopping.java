package org.lambdanas.search.differentiable;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.lambdanas.proto.v1.EpochRecord;

/**
 * When a growing eigenvalue of the Hessian ends a search (RobustDARTS, section 4.3): sharp minima
 * in alpha come before the collapse. The search then goes back to the architecture from before the
 * growth.
 *
 * @param ratio growth of the moving average that ends the search, above 1
 */
public record EarlyStopping(double ratio) {

  /** Measurements in an average. */
  private static final int WINDOW = 5;

  /** Averages between the two that are compared. */
  private static final int DISTANCE = 4;

  /** Epochs that are always done. */
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
    List<Double> averages = new ArrayList<>();
    for (int k = 0; k < measured.size(); k++) {
      averages.add(
          measured.subList(Math.max(0, k + 1 - WINDOW), k + 1).stream()
              .mapToDouble(EpochRecord::getHessianEigenvalue)
              .average()
              .orElse(Double.NaN));
      if (k < DISTANCE || measured.get(k).getEpoch() + 1 < FIRST_EPOCHS) {
        continue;
      }
      double earlier = averages.get(k - DISTANCE);
      if (earlier > 0 && averages.get(k) > ratio * earlier) {
        return OptionalInt.of(measured.get(k - DISTANCE).getEpoch());
      }
    }
    return OptionalInt.empty();
  }
}
