package org.lambdanas.graph.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.InterruptedRunException;

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
  private final int ahead;
  private final Thread thread;
  // Guarded by this.
  private final Deque<T> ready = new ArrayDeque<>();
  private @Nullable Throwable failure;
  private boolean closed;

  /**
   * Starts to prepare {@code producer.apply(first)}, {@code producer.apply(first + 1)} and so on.
   *
   * @param producer makes the item of a number; called by one thread only
   * @param first number of the first item
   * @param ahead items kept ready, 1 to {@link #MOST_AHEAD}
   * @throws ConfigException if {@code ahead} is out of range
   */
  public Prefetcher(LongFunction<T> producer, long first, int ahead) {
    if (ahead < 1 || ahead > MOST_AHEAD) {
      throw new ConfigException(ahead + " items to prepare ahead: give 1 to " + MOST_AHEAD);
    }
    this.producer = producer;
    this.ahead = ahead;
    this.thread = new Thread(() -> produce(first), "prefetch");
    thread.setDaemon(true);
    thread.start();
  }

  private void produce(long first) {
    try {
      for (long number = first; awaitRoom(); number++) {
        deliver(producer.apply(number));
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  private synchronized boolean awaitRoom() throws InterruptedException {
    while (!closed && ready.size() >= ahead) {
      wait();
    }
    return !closed;
  }

  private synchronized void deliver(T item) {
    ready.addLast(item);
    notifyAll();
  }

  private synchronized void fail(Throwable error) {
    failure = error;
    notifyAll();
  }

  /**
   * The next item in order; waits until it is ready.
   *
   * @return the item
   * @throws InterruptedRunException if this thread is interrupted while it waits; its interrupt
   *     flag stays set
   * @throws IllegalStateException if this was closed
   * @throws RuntimeException whatever the producer threw, after the items before it
   */
  public synchronized T next() {
    try {
      while (!closed && ready.isEmpty() && failure == null) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("interrupted while waiting for images", e);
    }
    if (closed) {
      throw new IllegalStateException("no more items: the prefetcher was closed");
    }
    T item = ready.pollFirst();
    if (item != null) {
      notifyAll();
      return item;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException error) {
      throw error;
    }
    throw new IllegalStateException("the producer stopped", failure);
  }

  /** Drops what is ready, stops the thread and waits for its end. Closing twice is harmless. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      ready.clear();
      notifyAll();
    }
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
