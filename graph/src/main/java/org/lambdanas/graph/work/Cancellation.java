package org.lambdanas.graph.work;

import java.util.function.Supplier;

/**
 * Lets whoever asked for work end it before it is done. Loops that may take long look each time
 * whether they should go on. A thread's interrupt flag would not do: libraries that are loaded or
 * read a file at that moment take harm from it.
 */
public final class Cancellation {

  private static final ThreadLocal<Runnable> CHECK = ThreadLocal.withInitial(() -> () -> {});

  private Cancellation() {}

  /**
   * Does work on this thread.
   *
   * @param check throws if the work is to end; asked often, so it must be quick
   * @param work what {@link #check} ends with what the check throws
   * @return what the work gives
   */
  public static <T> T during(Runnable check, Supplier<T> work) {
    Runnable before = CHECK.get();
    CHECK.set(check);
    try {
      return work.get();
    } finally {
      CHECK.set(before);
    }
  }

  /** Throws if the work of this thread is to end; does nothing where nobody may end it. */
  public static void check() {
    CHECK.get().run();
  }
}
