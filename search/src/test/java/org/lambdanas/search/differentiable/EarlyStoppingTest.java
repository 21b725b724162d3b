package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.EpochRecord;

class EarlyStoppingTest {

  private static final EarlyStopping RULE = new EarlyStopping(1.3);

  /** Measured after every second epoch. */
  private static List<EpochRecord> history(int epochs, IntToDoubleFunction eigenvalue) {
    List<EpochRecord> history = new ArrayList<>();
    for (int e = 0; e < epochs; e++) {
      EpochRecord.Builder record = EpochRecord.newBuilder().setEpoch(e);
      if (e % 2 == 1) {
        record.setHessianEigenvalue(eigenvalue.applyAsDouble(e));
      }
      history.add(record.build());
    }
    return history;
  }

  @Test
  void aFlatOrFallingEigenvalueEndsNothing() {
    assertThat(RULE.backTo(history(50, e -> .3))).isEmpty();
    assertThat(RULE.backTo(history(50, e -> 1. / (e + 1)))).isEmpty();
    assertThat(RULE.backTo(history(50, e -> -.1 * e))).isEmpty();
    assertThat(RULE.backTo(List.of())).isEmpty();
  }

  @Test
  void growthEndsItAtTheEpochFourAveragesBefore() {
    // Averages of five: flat at 1, then (4 + 3)/5 = 1.4 with the first measurement of the jump,
    // which is the average of two measurements before it.
    List<EpochRecord> jump = history(32, e -> e < 30 ? 1 : 3);
    assertThat(RULE.backTo(jump)).hasValue(19);
    assertThat(RULE.backTo(jump.subList(0, 31))).isEmpty();
    // Exactly 1.4 is not above it.
    assertThat(new EarlyStopping(1.4).backTo(jump)).isEmpty();
    // What comes later changes nothing any more.
    assertThat(RULE.backTo(history(60, e -> e < 30 ? 1 : 3))).hasValue(19);
  }

  @Test
  void itNeverGoesBackToTheFirstTenEpochs() {
    List<EpochRecord> steep = history(60, e -> Math.pow(2, e));
    assertThat(RULE.backTo(steep.subList(0, 23))).isEmpty();
    assertThat(RULE.backTo(steep.subList(0, 24))).hasValue(11);
    assertThat(RULE.backTo(steep)).hasValue(11);
    assertThat(EarlyStopping.leastEpochs(2)).isEqualTo(24);
    assertThat(EarlyStopping.leastEpochs(1)).isEqualTo(17);
    assertThat(EarlyStopping.usualEvery(20)).isEqualTo(1);
    assertThat(EarlyStopping.usualEvery(50)).isEqualTo(2);
  }
}
