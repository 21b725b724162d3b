package org.lambdanas.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.TrialScore;

class GrowthTest {

  /** 1 - tau halves with twice as many. */
  private static final Growth HALVING =
      new Growth(50, new double[] {.5, .5, .5}, 100, new double[] {.75, .75, .75}, 3);

  @Test
  void thePowerLawGoesThroughBothPoints() {
    assertThat(HALVING.at(50, .75)).isCloseTo(.5, within(1e-12));
    assertThat(HALVING.at(100, .75)).isCloseTo(.75, within(1e-12));
    assertThat(HALVING.at(200, .75)).isCloseTo(.875, within(1e-12));
    assertThat(HALVING.at(200, .5)).isCloseTo(.75, within(1e-12));
  }

  @Test
  void aTenthMoreBringsWhatItSays() {
    TrialScore gain = HALVING.gain(100, 110);
    assertThat(gain.getMean()).isCloseTo(.25 - .25 * 100 / 110, within(1e-9));
    // All parts say the same.
    assertThat(gain.getHigh() - gain.getLow()).isCloseTo(0, within(1e-9));
  }

  @Test
  void partsThatDifferMakeTheGainUncertain() {
    TrialScore gain =
        new Growth(50, new double[] {.4, .5, .6}, 100, new double[] {.7, .6, .95}, 3)
            .gain(100, 110);
    assertThat(gain.getLow()).isLessThan(gain.getMean() - .01);
    assertThat(gain.getHigh()).isGreaterThan(gain.getMean() + .01);
  }

  @Test
  void whatFallsByChanceIsNotExpectedToFallOn() {
    Growth falling = new Growth(50, new double[] {.6, .6}, 100, new double[] {.5, .5}, 2);
    assertThat(falling.at(110, .5)).isEqualTo(.5);
    assertThat(falling.gain(100, 110).getMean()).isNegative();
  }
}
