package org.lambdanas.search.cli.verb;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop: the work in progress notices it, keeps what it
 * has, reports like any other verb, and the process ends with that verb's exit code, {@link
 * ExitCode#INTERRUPTED} if the work was cut short.
 */
public final class Interruption implements AutoCloseable {

  /** What a step and a checkpoint take at the very most. */
  private static final long PATIENCE_SECONDS = 600;

  /** The one that a signal has come to, until the process ends. */
  private static volatile @Nullable Interruption signalled;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread hook = new Thread(this::shutDown, "interruption");

  private Interruption() {}

  /** Starts to watch. Close it when the work is done. */
  public static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether the work should stop. */
  public boolean requested() {
    return requested.get();
  }

  private void shutDown() {
    requested.set(true);
    try {
      // A plain return would end with the signal's own code, before anything was reported.
      Runtime.getRuntime().halt(exitCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook waits to hear with which code.
      signalled = this;
    }
  }

  /** Says, once everything has been reported, with which code a process ends that was stopped. */
  public static void reported(int code) {
    Interruption pending = signalled;
    if (pending != null) {
      pending.exitCode.complete(code);
    }
  }
}
