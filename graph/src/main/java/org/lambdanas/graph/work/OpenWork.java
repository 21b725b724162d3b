package org.lambdanas.graph.work;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lambdanas.graph.error.InterruptedRunException;

/**
 * What is left to do of a long list: done several at a time, each result kept as soon as it is
 * there, so that who is stopped, or killed, has lost only what was at work.
 *
 * @param name of the threads
 * @param threads pieces at work at a time, at least 1
 * @param patience how long pieces at work may go on when all is stopped; what takes longer is lost
 * @param <K> names a piece
 * @param <R> what it comes to
 */
public record OpenWork<K, R>(String name, int threads, Duration patience) {

  private static final long POLL_MILLIS = 50;

  /** Keeps results. Called by the thread that called {@link #run}. */
  @FunctionalInterface
  public interface Keeper<K, R> {
    /** Keeps a result. */
    void keep(K piece, R result);
  }

  /**
   * Works through a list. Returns when all is done or when it was stopped.
   *
   * @param open what is to be done, begun in this order
   * @param work does a piece, on one of the threads
   * @param keeper keeps each result
   * @param stopRequested asked again and again; true: nothing more is begun
   * @throws RuntimeException or the first error that the work or the keeper ended with; what else
   *     was at work has been kept
   * @throws InterruptedRunException if this thread is interrupted; its interrupt flag stays set
   */
  public void run(
      Iterable<K> open, Function<K, R> work, Keeper<K, R> keeper, BooleanSupplier stopRequested) {
    Iterator<K> left = open.iterator();
    BlockingQueue<Outcome<K, R>> outcomes = new LinkedBlockingQueue<>();
    Optional<Runnable> trouble = Optional.empty();
    boolean stopped = false;
    long stoppedAt = 0;
    int atWork = 0;
    Workers workers = new Workers(name, threads);
    try {
      while (atWork > 0 || (!stopped && left.hasNext())) {
        if (!stopped && (trouble.isPresent() || stopRequested.getAsBoolean())) {
          stopped = true;
          stoppedAt = System.nanoTime();
        }
        if (stopped && (atWork == 0 || System.nanoTime() - stoppedAt > patience.toNanos())) {
          break;
        }
        for (; !stopped && atWork < threads && left.hasNext(); atWork++) {
          K piece = left.next();
          workers.execute(() -> outcomes.add(Outcome.of(piece, work)));
        }
        Outcome<K, R> outcome = outcomes.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (outcome != null) {
          atWork--;
          try {
            keeper.keep(outcome.piece(), outcome.result().get());
          } catch (RuntimeException | Error e) {
            trouble =
                trouble.isPresent()
                    ? trouble
                    : Optional.of(
                        () -> {
                          throw e;
                        });
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("interrupted", e);
    } finally {
      workers.abandon();
    }
    trouble.ifPresent(Runnable::run);
  }

  /** A result, or the error to throw when it is asked for. */
  private record Outcome<K, R>(K piece, Supplier<R> result) {

    static <K, R> Outcome<K, R> of(K piece, Function<K, R> work) {
      try {
        R result = work.apply(piece);
        return new Outcome<>(piece, () -> result);
      } catch (RuntimeException | Error e) {
        return new Outcome<>(
            piece,
            () -> {
              throw e;
            });
      }
    }
  }
}
