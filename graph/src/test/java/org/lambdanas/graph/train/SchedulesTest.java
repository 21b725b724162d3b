package org.lambdanas.graph.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;

class SchedulesTest {

  @Test
  void strengthGrowsFromZeroToFullAtTheLastEpoch() {
    LinearRamp ramp = new LinearRamp(.25, 50);
    assertThat(ramp.at(0)).isZero();
    assertThat(ramp.at(49)).isEqualTo(.25);
    for (int epoch = 1; epoch < 50; epoch++) {
      assertThat(ramp.at(epoch) - ramp.at(epoch - 1)).isCloseTo(.25 / 49, within(1e-15));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aRampOfOneEpochStaysOff(int epoch) {
    assertThat(new LinearRamp(.25, 1).at(epoch)).isZero();
  }

  @Test
  void learningRateFallsAlongHalfACosine() {
    CosineDecay schedule = new CosineDecay(.025, .001, 50);
    assertThat(schedule.at(0)).isEqualTo(.025);
    assertThat(schedule.at(25)).isCloseTo(.013, within(1e-15));
    assertThat(schedule.at(50)).isCloseTo(.001, within(1e-15));
    for (int epoch = 1; epoch <= 50; epoch++) {
      assertThat(schedule.at(epoch)).isLessThan(schedule.at(epoch - 1));
      assertThat(schedule.at(epoch) + schedule.at(50 - epoch)).isCloseTo(.026, within(1e-15));
    }
    assertThat(new CosineDecay(.1, 0, 1).at(0)).isEqualTo(.1);
  }

  @Test
  void schedulesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new CosineDecay(0, 0, 5)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new CosineDecay(.1, .2, 5)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new CosineDecay(.1, -1, 5)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new CosineDecay(Double.NaN, 0, 5)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new CosineDecay(.1, Double.NaN, 5))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new CosineDecay(.1, .01, 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("epochs is 0");
  }
}
