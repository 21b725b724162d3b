package org.lambdanas.graph.data;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says now and then how far something is that takes more than a few seconds. For one thread. */
final class ReadingProgress {

  private static final long NANOS_TO_FIRST_WORD = 3_000_000_000L;
  private static final long NANOS_BETWEEN_WORDS = 10_000_000_000L;

  private final String what;
  private final int all;
  private final Consumer<String> words;
  private final LongSupplier nanos;
  private final long start;
  private long nextWord;

  /**
   * Starts.
   *
   * @param what is done, such as {@code "pictures read"}
   * @param all how many there are
   * @param words told now and then
   */
  ReadingProgress(String what, int all, Consumer<String> words) {
    this(what, all, words, System::nanoTime);
  }

  ReadingProgress(String what, int all, Consumer<String> words, LongSupplier nanos) {
    this.what = what;
    this.all = all;
    this.words = words;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.nextWord = start + NANOS_TO_FIRST_WORD;
  }

  /** Tells that so many are done. */
  void done(int some) {
    long now = nanos.getAsLong();
    if (now - nextWord > 0 && some > 0 && some < all) {
      nextWord = now + NANOS_BETWEEN_WORDS;
      double each = (now - start) / 1e9 / some;
      words.accept(
          "%d of %d %s, about %d s left"
              .formatted(some, all, what, Math.round(each * (all - some))));
    }
  }
}
