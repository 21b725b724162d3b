package org.lambdanas.search.backend;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.work.Workers;
import org.lambdanas.proto.v1.Trial;

/** Does trials in real time, on a thread each: here, or wherever the evaluator has them done. */
final class ThreadedBackend implements EvaluationBackend {

  /** How long trials that are given up may take to notice. */
  private static final long PATIENCE_SECONDS = 10;

  private final Evaluator evaluator;
  private final int capacity;
  private final Workers threads;
  private final BlockingQueue<Supplier<Finished>> ended = new LinkedBlockingQueue<>();
  private final long started = System.nanoTime();
  private int atWork;
  private volatile boolean closed;

  ThreadedBackend(Evaluator evaluator, int capacity) {
    this.evaluator = evaluator;
    this.capacity = capacity;
    this.threads = new Workers("trials", capacity);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public void submit(Trial trial) {
    atWork++;
    threads.execute(() -> ended.add(done(trial)));
  }

  private Supplier<Finished> done(Trial trial) {
    try {
      if (closed) {
        throw new InterruptedRunException("the backend is closed");
      }
      Finished finished = new Finished(trial, evaluator.evaluate(trial, () -> closed), seconds());
      return () -> finished;
    } catch (RuntimeException | Error e) {
      return () -> {
        throw e;
      };
    }
  }

  @Override
  public Optional<Finished> next(Duration patience) {
    if (atWork == 0) {
      return Optional.empty();
    }
    try {
      Supplier<Finished> next = ended.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return Optional.empty();
      }
      atWork--;
      return Optional.of(next.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("interrupted", e);
    }
  }

  @Override
  public double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  @Override
  public void close() {
    closed = true;
    threads.abandon();
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      while (atWork > 0 && ended.poll(patience - System.nanoTime(), TimeUnit.NANOSECONDS) != null) {
        atWork--;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      evaluator.close();
    }
  }
}
