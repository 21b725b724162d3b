package org.lambdanas.graph.work;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.lambdanas.graph.error.InterruptedRunException;

/**
 * Threads that take pieces of work in the order in which they are given. They do not keep the
 * process alive.
 */
public final class Workers implements AutoCloseable {

  private final ExecutorService threads;

  /** Starts without work, with at least 1 thread. */
  public Workers(String name, int threads) {
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Gives a piece of work.
   *
   * @return its result to come; cancelled where this is closed before it has begun
   * @throws java.util.concurrent.RejectedExecutionException if this is closed
   */
  public <T> Future<T> submit(Callable<T> work) {
    return threads.submit(work);
  }

  /** Gives a piece of work that tells by itself what comes of it, and throws nothing. */
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /**
   * Waits for a piece of work.
   *
   * @param future as {@link #submit} gave it
   * @throws InterruptedRunException if this thread is interrupted; its interrupt flag stays set
   * @throws java.util.concurrent.CancellationException if the workers were closed before it began
   * @throws RuntimeException or the error that the work ended with
   */
  public static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RuntimeException error) {
        throw error;
      }
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    }
  }

  /** Begins no more work. What has begun goes on by itself, and nobody waits for it. */
  public void abandon() {
    threads.shutdown();
  }

  /**
   * Begins no more work, interrupts what has begun and waits for its end. Closing twice is
   * harmless.
   */
  @Override
  public void close() {
    threads.shutdownNow().forEach(task -> ((Future<?>) task).cancel(false));
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
