package org.lambdanas.search.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimingsTest {

  @Test
  void summarisesAndKeepsTheOrder() {
    Timings odd = new Timings(List.of(3.0, 1.0, 2.5));
    assertThat(odd.min()).isEqualTo(1);
    assertThat(odd.median()).isEqualTo(2.5);
    assertThat(odd.max()).isEqualTo(3);
    assertThat(odd.seconds()).containsExactly(3.0, 1.0, 2.5);
    assertThat(new Timings(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
    assertThat(new Timings(List.of(7.0)).median()).isEqualTo(7);
  }

  @Test
  void nothingHasNoMedian() {
    assertThatThrownBy(() -> new Timings(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
