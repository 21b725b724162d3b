package org.lambdanas.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.TrialScore;

class ResampledMeanTest {

  /** By hand: variance 2.5, t of 4 degrees of freedom 2.776445. */
  @Test
  void theVarianceIsCorrectedForOverlappingTrainingSets() {
    TrialScore score = ResampledMean.of(new double[] {1, 2, 3, 4, 5}, 5);
    assertThat(score.getMean()).isEqualTo(3);
    assertThat(score.getDeviation()).isCloseTo(Math.sqrt(2.5), within(1e-12));
    double reach = 2.776445 * Math.sqrt((1 / 5.0 + 1 / 4.0) * 2.5);
    assertThat(score.getLow()).isCloseTo(3 - reach, within(1e-5));
    assertThat(score.getHigh()).isCloseTo(3 + reach, within(1e-5));
    assertThat(score.getTrials()).isEqualTo(5);
  }

  /** However often the same is cut into parts: what is known of the observations stays. */
  @Test
  void repeatsDoNotMakeItVanish() {
    double[] many = new double[1000];
    for (int i = 0; i < many.length; i++) {
      many[i] = i % 2;
    }
    assertThat(ResampledMean.error(many, 10)).isGreaterThan(.5 / Math.sqrt(9));
  }
}
