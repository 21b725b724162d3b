package org.lambdanas.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "90s, 90",
    "30m, 1800",
    "2h, 7200",
    "1h30m, 5400",
    "7d, 604800",
    "1d 1h, 90000",
    "1h 1m 1s, 3661",
    "20min, 1200"
  })
  void timesAreThoseThatPeopleWrite(String text, double seconds) {
    assertThat(Durations.parse(text)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "m", "0s", "-1m", "1w", "30m2h"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("write 90s, 30m");
  }
}
