package org.lambdanas.search.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstNetworksTest {

  private static List<Integer> list(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 30, 97, 1000})
  void everyPartOfASpreadListIsFromAllOver(int size) {
    List<Integer> spread = FirstNetworks.spread(list(size));
    assertThat(spread).containsExactlyInAnyOrderElementsOf(list(size));
    int tenth = size / 10;
    for (int from = 0; from + tenth <= size && tenth > 9; from += tenth) {
      assertThat(spread.subList(from, from + tenth).stream().mapToInt(i -> i).average().orElse(0))
          .isBetween(.45 * size, .55 * size);
    }
  }

  /** By hand: of 40 networks, two at a time, ten are enough; the last five took 3 s each. */
  @Test
  void theRestTakesWhatTheLaterOfTheFirstTook() {
    FirstNetworks first = new FirstNetworks(40, 2);
    for (int i = 0; i < 5; i++) {
      assertThat(first.scored(20, i)).isEmpty();
    }
    for (double seconds : new double[] {2, 4, 1, 5}) {
      assertThat(first.scored(seconds, 9)).isEmpty();
    }
    assertThat(first.scored(3, 9.5)).hasValue(3 * 30 / 2.0);
    assertThat(first.scored(3, 11)).isEmpty();
  }

  @Test
  void ofManyThoseOfTheFirstSecondsAreEnough() {
    FirstNetworks first = new FirstNetworks(10_000, 1);
    for (int i = 0; i < 50; i++) {
      assertThat(first.scored(.1, i / 10.0)).isEmpty();
    }
    assertThat(first.scored(.1, 10)).isPresent();
  }

  @Test
  void ofTooFewNothingIsForeseen() {
    FirstNetworks first = new FirstNetworks(6, 2);
    for (int i = 0; i < 6; i++) {
      assertThat(first.scored(1, 20 * i)).isEmpty();
    }
  }
}
