package org.lambdanas.search.cli.verb;

import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop: work that watches for it keeps what it has,
 * reports like any other verb, and the process ends with that verb's exit code, {@link
 * ExitCode#INTERRUPTED} if the work was cut short. Where nothing watches, yet or at all, the
 * process ends at once with that code.
 */
public final class Interruption {

  /** What a step and a checkpoint take at the very most. */
  private static final long PATIENCE_SECONDS = 600;

  private static final CompletableFuture<Integer> EXIT_CODE = new CompletableFuture<>();

  private static boolean watched;
  private static volatile boolean requested;

  private Interruption() {}

  /** Listens to signals from now on until the process ends. */
  public static void listen(PrintWriter err) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(err), "interruption"));
  }

  /**
   * Watches for signals until the process ends; from now on none ends it before the work has.
   *
   * @return whether the work should stop
   */
  public static synchronized BooleanSupplier watch() {
    watched = true;
    return () -> requested;
  }

  /** Says, once everything has been reported, with which code the process ends. */
  public static void reported(int code) {
    EXIT_CODE.complete(code);
  }

  private static void shutDown(PrintWriter err) {
    if (EXIT_CODE.isDone()) {
      // Not a signal: the process has come to its end.
      return;
    }
    requested = true;
    endUnlessWatched(err);
    try {
      // A plain return would end with the signal's own code, before anything was reported.
      Runtime.getRuntime().halt(EXIT_CODE.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
  }

  /** No work can begin to watch, and to make files, while the process ends. */
  private static synchronized void endUnlessWatched(PrintWriter err) {
    if (!watched) {
      err.println("lnas: stopped");
      err.flush();
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
  }
}
