package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadingProgressTest {

  @Test
  void aWordComesAfterAFewSecondsAndThenNowAndThen() {
    AtomicLong seconds = new AtomicLong(5);
    List<String> words = new ArrayList<>();
    ReadingProgress progress =
        new ReadingProgress("read", 100, words::add, () -> seconds.get() * 1_000_000_000L);
    for (int done = 1; done <= 100; done++) {
      seconds.incrementAndGet();
      progress.done(done / 2);
    }
    // Two seconds each: after 4 s, 15 s, 26 s and so on, and none at the end.
    assertThat(words).hasSize(9);
    assertThat(words.get(0)).isEqualTo("2 of 100 read, about 196 s left");
    assertThat(words.get(1)).isEqualTo("7 of 100 read, about 199 s left");
  }

  @Test
  void whatIsQuicklyDoneIsNotSpokenOf() {
    AtomicLong nanos = new AtomicLong();
    List<String> words = new ArrayList<>();
    ReadingProgress progress = new ReadingProgress("read", 9, words::add, nanos::get);
    nanos.set(2_900_000_000L);
    progress.done(4);
    nanos.set(90_000_000_000L);
    progress.done(9);
    assertThat(words).isEmpty();
  }
}
