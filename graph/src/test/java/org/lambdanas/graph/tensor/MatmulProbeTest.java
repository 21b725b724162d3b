package org.lambdanas.graph.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;

class MatmulProbeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 256})
  void productsAreExact(int size) {
    MatmulProbe probe = MatmulProbe.run(size, 3);
    assertThat(probe.correct()).isTrue();
    assertThat(probe.gigaflopsPerSecond()).isPositive().isFinite();
  }

  @Test
  void senselessProductsAreRefused() {
    assertThatThrownBy(() -> MatmulProbe.run(0, 1)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> MatmulProbe.run(10, 0)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> MatmulProbe.run(1 << 20, 1)).isInstanceOf(ConfigException.class);
  }
}
