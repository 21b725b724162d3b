package org.lambdanas.search.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
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
    FirstNetworks first = new FirstNetworks(Collections.nCopies(40, 9L), 2);
    for (int i = 0; i < 5; i++) {
      assertThat(first.scored(9, 20, i)).isEmpty();
    }
    for (double seconds : new double[] {2, 4, 1, 5}) {
      assertThat(first.scored(9, seconds, 9)).isEmpty();
    }
    assertThat(first.scored(9, 3, 9.5)).hasValue(3 * 30 / 2.0);
    assertThat(first.scored(9, 3, 11)).isEmpty();
  }

  /** By hand: 2 s and 1 s for each unit of work, of which the 30 that are left have 120. */
  @Test
  void networksOfMoreWorkTakeLonger() {
    List<Long> work = new ArrayList<>(List.of(9L, 9L, 9L, 9L, 9L, 1L, 2L, 3L, 4L, 5L));
    work.addAll(Collections.nCopies(30, 4L));
    FirstNetworks first = new FirstNetworks(work, 2);
    for (int i = 0; i < 9; i++) {
      assertThat(first.scored(work.get(i), 2.0 + work.get(i).intValue(), 5)).isEmpty();
    }
    assertThat(first.scored(5, 7, 10).orElseThrow()).isCloseTo(30 * 6 / 2.0, within(1e-9));
  }

  @Test
  void ofManyThoseOfTheFirstSecondsAreEnough() {
    FirstNetworks first = new FirstNetworks(Collections.nCopies(10_000, 9L), 1);
    for (int i = 0; i < 50; i++) {
      assertThat(first.scored(9, .1, i / 10.0)).isEmpty();
    }
    assertThat(first.scored(9, .1, 10)).isPresent();
  }

  @Test
  void ofTooFewNothingIsForeseen() {
    FirstNetworks first = new FirstNetworks(Collections.nCopies(6, 9L), 2);
    for (int i = 0; i < 6; i++) {
      assertThat(first.scored(9, 1, 20 * i)).isEmpty();
    }
  }
}
