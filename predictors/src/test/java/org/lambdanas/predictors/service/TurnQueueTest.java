package org.lambdanas.predictors.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnQueueTest {

  private final List<String> happened = new ArrayList<>();

  private TurnQueue<String> queue() {
    return new TurnQueue<>(
        "study 'a'",
        "it",
        8,
        Runnable::run,
        () -> Failures.exhausted("gone"),
        used -> happened.add("freed"));
  }

  /** Takes so many turns, and then hears of its end. */
  private TurnQueue.Work<String> work(int turns, Runnable end) {
    return new TurnQueue.Work<>() {
      private int left = turns;

      @Override
      public Optional<Runnable> turn(String used) {
        happened.add("turn");
        left--;
        return left > 0 ? Optional.empty() : Optional.of(end);
      }

      @Override
      public void refuse(RuntimeException why) {
        happened.add("refused");
      }
    };
  }

  @Test
  void whoHearsOfTheEndFindsThePlaceFree() {
    TurnQueue<String> queue = queue();
    queue.use(work(3, () -> happened.add(queue.isIdle() ? "idle" : "busy")));
    assertThat(happened).containsExactly("turn", "turn", "turn", "idle");
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void anEndThatFailsHoldsNobodyUp() {
    TurnQueue<String> queue = queue();
    try {
      queue.use(
          work(
              1,
              () -> {
                throw new IllegalStateException("nobody listens");
              }));
    } catch (IllegalStateException e) {
      happened.add(e.getMessage());
    }
    queue.use(work(1, () -> happened.add("told")));
    assertThat(happened).containsExactly("turn", "nobody listens", "turn", "told");
  }

  @Test
  void itIsFreedWhenItIsClosedAndLeft() {
    TurnQueue<String> queue = queue();
    queue.use(
        work(
            1,
            () -> {
              queue.close();
              happened.add("closed");
            }));
    assertThat(happened).containsExactly("turn", "freed", "closed");
  }
}
