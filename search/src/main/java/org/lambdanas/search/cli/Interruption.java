package org.lambdanas.search.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop: the work in progress notices it, keeps what it
 * has, and the process ends with {@link ExitCode#INTERRUPTED}.
 */
final class Interruption implements AutoCloseable {

  /** What a step and a checkpoint take at the very most. */
  private static final long PATIENCE_SECONDS = 600;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::shutDown, "interruption");

  private Interruption() {}

  /** Starts to watch. Close it when the work is done. */
  static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether the work should stop. */
  boolean requested() {
    return requested.get();
  }

  private void shutDown() {
    requested.set(true);
    try {
      if (done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        // A plain return would end with the signal's own code.
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (requested.get()) {
      done.countDown();
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal came just now.
      done.countDown();
    }
  }
}
