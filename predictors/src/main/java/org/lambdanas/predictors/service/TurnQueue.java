package org.lambdanas.predictors.service;

import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Something for one thread at a time: whoever wants to use it waits in a queue, which takes no
 * thread. Safe for use by several threads.
 *
 * @param <U> what is used
 */
public final class TurnQueue<U> {

  /**
   * Work of one call, done in turns between which others have theirs.
   *
   * @param <U> what is used
   */
  public interface Work<U> {

    /**
     * Does a part.
     *
     * @return nothing if it wants another turn; otherwise what it does last, without a turn:
     *     whoever hears of its end finds the place free
     */
    Optional<Runnable> turn(U used);

    /** Ends without a turn. */
    void refuse(RuntimeException why);
  }

  private final String what;
  private final U used;
  private final int most;
  private final Executor threads;
  private final Supplier<StatusRuntimeException> gone;
  private final Consumer<U> unused;
  private final Queue<Work<U>> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean closed;

  /**
   * Begins without work.
   *
   * @param what it is, for people: {@code "model 'rf-1'"}
   * @param used by the work
   * @param most calls at work or waiting
   * @param threads where the work is done
   * @param gone what callers are told once it is closed
   * @param unused called when it is closed and nobody uses it any more
   */
  public TurnQueue(
      String what,
      U used,
      int most,
      Executor threads,
      Supplier<StatusRuntimeException> gone,
      Consumer<U> unused) {
    this.what = what;
    this.used = used;
    this.most = most;
    this.threads = threads;
    this.gone = gone;
    this.unused = unused;
  }

  /**
   * Does work when its turn has come.
   *
   * @throws StatusRuntimeException if too many wait already, or it is closed
   */
  public synchronized void use(Work<U> work) {
    if (closed) {
      throw gone.get();
    }
    if (waiting.size() + (busy ? 1 : 0) >= most) {
      throw Failures.exhausted(what + " has " + most + " calls waiting already: try again later");
    }
    waiting.add(work);
    next();
  }

  /** Whether there is no work. */
  public synchronized boolean isIdle() {
    return !busy && waiting.isEmpty();
  }

  /** Takes work back that nobody wants any more, unless it has its turn just now. */
  public synchronized void forget(Work<U> work) {
    waiting.remove(work);
  }

  private synchronized void next() {
    Work<U> work = busy ? null : waiting.poll();
    if (work != null) {
      busy = true;
      // One turn at a time: others get the thread in between.
      threads.execute(() -> turn(work));
    }
  }

  private void turn(Work<U> work) {
    Optional<Runnable> end = work.turn(used);
    try {
      if (leave(end.isEmpty() ? Optional.of(work) : Optional.empty())) {
        unused.accept(used);
      }
    } finally {
      end.ifPresent(Runnable::run);
    }
  }

  /**
   * Gives up the turn.
   *
   * @param again what wants another
   * @return whether nobody has one any more
   */
  private boolean leave(Optional<Work<U>> again) {
    synchronized (this) {
      busy = false;
      if (!closed) {
        again.ifPresent(waiting::add);
        next();
        return false;
      }
    }
    again.ifPresent(work -> work.refuse(gone.get()));
    return true;
  }

  /** Sends away those who wait; whoever uses it ends that turn first. */
  public void close() {
    List<Work<U>> left;
    boolean now;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      left = new ArrayList<>(waiting);
      waiting.clear();
      now = !busy;
    }
    left.forEach(work -> work.refuse(gone.get()));
    if (now) {
      unused.accept(used);
    }
  }
}
