package org.lambdanas.graph.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricBetaTest {

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, .1, .4, 1, 3, 50})
  void meanAndVarianceAreThoseOfTheDistribution(double alpha) {
    SplittableRandom random = new SplittableRandom(1);
    double[] draws =
        DoubleStream.generate(() -> SymmetricBeta.draw(alpha, random)).limit(20_000).toArray();
    assertThat(DoubleStream.of(draws)).allMatch(share -> share >= 0 && share <= 1);
    double mean = DoubleStream.of(draws).average().orElseThrow();
    double variance = DoubleStream.of(draws).map(x -> (x - .5) * (x - .5)).average().orElseThrow();
    assertThat(mean).isCloseTo(.5, within(.015));
    double expected = 1 / (4 * (2 * alpha + 1));
    assertThat(variance).isCloseTo(expected, within(.04 * expected));
  }

  @Test
  void oneIsUniform() {
    SplittableRandom random = new SplittableRandom(2);
    int[] tenths = new int[10];
    for (int i = 0; i < 10_000; i++) {
      tenths[(int) Math.min(9, 10 * SymmetricBeta.draw(1, random))]++;
    }
    // Binomial with mean 1000 and deviation 30.
    assertThat(Arrays.stream(tenths)).allMatch(count -> count > 850 && count < 1150);
  }

  @Test
  void theSameGeneratorGivesTheSameShare() {
    assertThat(SymmetricBeta.draw(.3, new SplittableRandom(5)))
        .isEqualTo(SymmetricBeta.draw(.3, new SplittableRandom(5)))
        .isNotEqualTo(SymmetricBeta.draw(.3, new SplittableRandom(6)));
  }
}
