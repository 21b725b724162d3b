package org.lambdanas.graph.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;

/** The timeouts only guard against a hang. */
@Timeout(60)
class OpenWorkTest {

  private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

  private static OpenWork<Integer, Integer> threads(int threads, Duration patience) {
    return new OpenWork<>("work", threads, patience);
  }

  private static OpenWork<Integer, Integer> threads(int threads) {
    return threads(threads, Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void everyPieceIsKeptOnceByTheCallerAndNoMoreThanAskedAreAtWork(int threads) {
    List<Integer> kept = new ArrayList<>();
    AtomicInteger atWork = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Thread caller = Thread.currentThread();
    threads(threads)
        .run(
            HUNDRED,
            piece -> {
              most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
              atWork.decrementAndGet();
              return piece * piece;
            },
            (piece, result) -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              assertThat(result).isEqualTo(piece * piece);
              kept.add(piece);
            },
            () -> false);
    assertThat(kept).containsExactlyInAnyOrderElementsOf(HUNDRED);
    assertThat(most.get()).isBetween(1, threads);
  }

  @Test
  void whatIsAtWorkWhenStoppedIsKeptAndNothingElseBegun() {
    List<Integer> kept = new ArrayList<>();
    Set<Integer> begun = ConcurrentHashMap.newKeySet();
    threads(2)
        .run(
            HUNDRED,
            piece -> {
              begun.add(piece);
              return piece;
            },
            (piece, result) -> kept.add(piece),
            () -> kept.size() >= 10);
    assertThat(kept).hasSizeBetween(10, 11).containsExactlyInAnyOrderElementsOf(begun);
    begun.clear();
    threads(2)
        .run(
            HUNDRED,
            piece -> {
              begun.add(piece);
              return piece;
            },
            (piece, result) -> {},
            () -> true);
    assertThat(begun).isEmpty();
  }

  @Test
  void whoTakesTooLongIsLeftBehind() {
    CountDownLatch never = new CountDownLatch(1);
    List<Integer> kept = new ArrayList<>();
    threads(2, Duration.ofMillis(100))
        .run(
            HUNDRED,
            piece -> {
              try {
                if (piece == 1) {
                  never.await();
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return piece;
            },
            (piece, result) -> kept.add(piece),
            () -> kept.size() >= 5);
    assertThat(kept).doesNotContain(1).hasSizeBetween(5, 6);
    never.countDown();
  }

  @Test
  void whoWaitsForThePiecesAtWorkSleeps() {
    AtomicInteger asked = new AtomicInteger();
    threads(2)
        .run(
            List.of(0, 1),
            piece -> {
              // Long enough for millions of questions.
              for (int i = 0; piece == 1 && i < 10; i++) {
                LockSupport.parkNanos(20_000_000);
              }
              return piece;
            },
            (piece, result) -> {},
            () -> asked.incrementAndGet() < 0);
    assertThat(asked.get()).isBetween(1, 1000);
  }

  @Test
  void anErrorStopsTheRestAndComesLast() {
    DataException broken = new DataException("broken");
    List<Integer> kept = new ArrayList<>();
    assertThatThrownBy(
            () ->
                threads(2)
                    .run(
                        HUNDRED,
                        piece -> {
                          if (piece == 0) {
                            throw broken;
                          }
                          return piece;
                        },
                        (piece, result) -> kept.add(piece),
                        () -> false))
        .isSameAs(broken);
    assertThat(kept).doesNotContain(0);
    assertThatThrownBy(
            () ->
                threads(1)
                    .run(
                        HUNDRED,
                        piece -> piece,
                        (piece, result) -> {
                          throw new StackOverflowError();
                        },
                        () -> false))
        .isInstanceOf(StackOverflowError.class);
  }
}
