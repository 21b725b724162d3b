package org.lambdanas.graph.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;

class DropPathMasksTest {

  @Test
  void droppedPathsKeepTheExpectation() {
    Seed seed = new Seed(5);
    double[] masks = DropPathMasks.of(seed, 7, .25, 100, 1000);
    assertThat(Arrays.stream(masks).distinct().sorted().toArray()).containsExactly(0, 1 / .75);
    assertThat(Arrays.stream(masks).average().orElse(0)).isCloseTo(1, within(.01));
    assertThat(DropPathMasks.of(seed, 7, .25, 100, 1000)).isEqualTo(masks);
    assertThat(DropPathMasks.of(seed, 8, .25, 100, 1000)).isNotEqualTo(masks);
    assertThat(DropPathMasks.of(seed, 7, 0, 2, 3)).containsOnly(1);
  }
}
