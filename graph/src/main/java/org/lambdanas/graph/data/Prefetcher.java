package org.lambdanas.graph.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.work.Workers;

/**
 * Prepares the next items on a thread of its own, a bounded number ahead, and hands them out in
 * order, so that a training step does not wait for its images.
 *
 * @param <T> what is prepared, such as {@link Batch}
 */
public final class Prefetcher<T> implements AutoCloseable {

  /** Most items that can be kept ready. */
  public static final int MOST_AHEAD = 1024;

  private final LongFunction<T> producer;
  private final Workers workers;
  private final Deque<Future<T>> coming = new ArrayDeque<>();
  private final long end;
  private long next;
  private volatile boolean closed;

  /**
   * Starts to prepare {@code producer.apply(first)}, {@code producer.apply(first + 1)} and so on.
   *
   * @param producer makes the item of a number; called by one thread only
   * @param first number of the first item
   * @param ahead items kept ready, 1 to {@link #MOST_AHEAD}
   * @throws ConfigException if {@code ahead} is out of range
   */
  public Prefetcher(LongFunction<T> producer, long first, int ahead) {
    this(producer, first, Long.MAX_VALUE, ahead, 1);
  }

  /** Prepares the items up to {@code end} with a producer that several threads may call. */
  Prefetcher(LongFunction<T> producer, long first, long end, int ahead, int threads) {
    if (ahead < 1 || ahead > MOST_AHEAD) {
      throw new ConfigException(ahead + " items to prepare ahead: give 1 to " + MOST_AHEAD);
    }
    this.producer = producer;
    this.next = first;
    this.end = end;
    this.workers = new Workers("prefetch", threads);
    for (int i = 0; i < ahead; i++) {
      prepare();
    }
  }

  private void prepare() {
    if (next < end) {
      long number = next++;
      coming.add(workers.submit(() -> producer.apply(number)));
    }
  }

  /**
   * The next item in order; waits until it is ready. For one thread at a time.
   *
   * @return the item
   * @throws org.lambdanas.graph.error.InterruptedRunException if this thread is interrupted while
   *     it waits; its interrupt flag stays set
   * @throws IllegalStateException if this was closed
   * @throws RuntimeException whatever the producer threw, after the items before it
   */
  public T next() {
    try {
      T item = Workers.result(coming.element());
      if (!closed) {
        coming.remove();
        prepare();
        return item;
      }
    } catch (RuntimeException | Error e) {
      if (!closed) {
        throw e;
      }
    }
    throw new IllegalStateException("no more items: the prefetcher was closed");
  }

  /** Drops what is ready, stops the thread and waits for its end. Closing twice is harmless. */
  @Override
  public void close() {
    closed = true;
    workers.close();
  }
}
