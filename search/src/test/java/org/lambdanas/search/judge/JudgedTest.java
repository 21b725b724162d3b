package org.lambdanas.search.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgedTest {

  private static Judged judged(int pictures, int... right) {
    Answers answers = new Answers(2);
    for (int picture = 0; picture < pictures; picture++) {
      int at = picture;
      boolean is = IntStream.of(right).anyMatch(r -> r == at);
      // Class 0 is the likelier one.
      answers.add(new float[] {1, 0}, is ? 0 : 1);
    }
    return new Judged(answers);
  }

  @Test
  void whatOnlyOneHasRightIsCounted() {
    Judged one = judged(6, 0, 1, 2);
    Judged other = judged(6, 2, 3);
    assertThat(one.better(other)).isEqualTo(2);
    assertThat(other.better(one)).isEqualTo(1);
    assertThat(one.better(one)).isZero();
    assertThat(one.accuracy()).isEqualTo(50);
  }

  /** Twice the tail of a fair coin. */
  @ParameterizedTest
  @CsvSource({"0, 0, 1", "1, 9, 0.021484375", "9, 1, 0.021484375", "5, 5, 1", "0, 5, 0.0625"})
  void probabilityIsMcNemars(int one, int other, double probability) {
    assertThat(Judged.probability(one, other)).isCloseTo(probability, within(1e-12));
  }
}
