package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.InterruptedRunException;

/** The timeouts only guard against a hang. */
@Timeout(60)
class PrefetcherTest {

  @Test
  void inOrderFromTheFirst() {
    try (Prefetcher<Long> items = new Prefetcher<>(n -> n * n, 5, 3)) {
      for (long n = 5; n < 2000; n++) {
        assertThat(items.next()).isEqualTo(n * n);
      }
    }
  }

  @Test
  void neverMoreAheadThanAsked() {
    AtomicLong taken = new AtomicLong();
    AtomicLong most = new AtomicLong();
    try (Prefetcher<Long> items =
        new Prefetcher<>(
            n -> {
              most.accumulateAndGet(n - taken.get(), Math::max);
              return n;
            },
            0,
            4)) {
      for (int i = 0; i < 1000; i++) {
        items.next();
        taken.incrementAndGet();
      }
    }
    // Item n may be started when n - 4 were taken; the count is noted just after the taking.
    assertThat(most.get()).isBetween(0L, 4L);
  }

  @Test
  void worksAheadOfTheConsumer() throws InterruptedException {
    Semaphore made = new Semaphore(0);
    try (Prefetcher<Long> items =
        new Prefetcher<>(
            n -> {
              made.release();
              return n;
            },
            0,
            3)) {
      made.acquire(3);
      assertThat(items.next()).isZero();
      made.acquire();
      assertThat(items.next()).isEqualTo(1);
    }
  }

  @Test
  void errorsComeAfterTheItemsBeforeThem() {
    DataException broken = new DataException("broken");
    try (Prefetcher<Long> items =
        new Prefetcher<>(
            n -> {
              if (n == 2) {
                throw broken;
              }
              return n;
            },
            0,
            8)) {
      assertThat(items.next()).isZero();
      assertThat(items.next()).isEqualTo(1);
      assertThatThrownBy(items::next).isSameAs(broken);
      assertThatThrownBy(items::next).isSameAs(broken);
    }
    try (Prefetcher<Long> items =
        new Prefetcher<>(
            n -> {
              throw new StackOverflowError();
            },
            0,
            1)) {
      assertThatThrownBy(items::next).isInstanceOf(StackOverflowError.class);
    }
  }

  @Test
  void closeStopsTheThreadAndWakesTheConsumer() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicReference<Thread> worker = new AtomicReference<>();
    Prefetcher<Long> items =
        new Prefetcher<>(
            n -> {
              worker.set(Thread.currentThread());
              started.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return n;
            },
            0,
            1);
    started.await();
    AtomicReference<Throwable> seen = new AtomicReference<>();
    Thread consumer =
        new Thread(
            () -> {
              try {
                items.next();
              } catch (IllegalStateException e) {
                seen.set(e);
              }
            });
    consumer.start();
    items.close();
    items.close();
    consumer.join();
    // Its work has ended; the thread itself may take a moment more.
    Objects.requireNonNull(worker.get()).join();
    assertThat(seen.get()).hasMessageContaining("closed");
    assertThatThrownBy(items::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closeWithAFullQueue() throws InterruptedException {
    CountDownLatch full = new CountDownLatch(2);
    Prefetcher<Long> items =
        new Prefetcher<>(
            n -> {
              full.countDown();
              return n;
            },
            0,
            2);
    assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();
    items.close();
    assertThatThrownBy(items::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() {
    CountDownLatch never = new CountDownLatch(1);
    try (Prefetcher<Long> items =
        new Prefetcher<>(
            n -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return n;
            },
            0,
            1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(items::next).isInstanceOf(InterruptedRunException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      items.close();
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void outOfRange() {
    assertThatThrownBy(() -> new Prefetcher<>(n -> n, 0, 0)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Prefetcher<>(n -> n, 0, 1025)).isInstanceOf(ConfigException.class);
  }
}
