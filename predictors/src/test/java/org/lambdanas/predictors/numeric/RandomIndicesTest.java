package org.lambdanas.predictors.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomIndicesTest {

  @Test
  void everyOrderComesUp() {
    SplittableRandom random = new SplittableRandom(1);
    Set<List<Integer>> orders = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      orders.add(IntStream.of(RandomIndices.shuffled(3, random)).boxed().toList());
    }
    assertThat(orders).hasSize(6).allSatisfy(o -> assertThat(o).containsOnlyOnce(0, 1, 2));
  }

  @Test
  void everyChoiceComesUpInAscendingOrder() {
    SplittableRandom random = new SplittableRandom(2);
    Set<List<Integer>> choices = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      choices.add(IntStream.of(RandomIndices.sample(4, 2, random)).boxed().toList());
    }
    assertThat(choices)
        .hasSize(6)
        .allSatisfy(c -> assertThat(c).isSorted().doesNotHaveDuplicates());
  }

  @Test
  void choosingAllOfThemDrawsNothing() {
    SplittableRandom random = new SplittableRandom(3);
    assertThat(RandomIndices.sample(4, 4, random)).containsExactly(0, 1, 2, 3);
    assertThat(random.nextLong()).isEqualTo(new SplittableRandom(3).nextLong());
  }
}
