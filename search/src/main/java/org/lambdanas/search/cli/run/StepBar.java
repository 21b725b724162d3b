package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The bar that an epoch's steps move along on a terminal; nothing elsewhere. */
final class StepBar implements AutoCloseable {

  private final PrintWriter out;
  private final int columns;
  private @Nullable ProgressBar bar;

  /**
   * No bar yet.
   *
   * @param columns of the terminal; 0: there is none
   */
  StepBar(PrintWriter out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  /** Moves on, with a new bar if there is none. */
  void step(int epoch, int step, int steps, Optional<Double> trainLoss) {
    if (columns == 0) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("epoch " + (epoch + 1))
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              // Without a width the library asks jline for it, which takes over Ctrl-C.
              .setConsumer(new DelegatingProgressBarConsumer(this::redraw, columns - 1))
              .build();
    }
    bar.stepTo(step);
    trainLoss.ifPresent(
        loss -> {
          if (bar != null) {
            bar.setExtraMessage(String.format(Locale.ROOT, "loss %.3f", loss));
          }
        });
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      // Back to the start of the line, and erase to its end.
      out.print("\r\u001b[K");
      out.flush();
      bar = null;
    }
  }

  /** A line that the terminal broke could not be drawn over. */
  private void redraw(String text) {
    out.print("\r" + text.substring(0, Math.min(text.length(), columns - 1)));
    out.flush();
  }
}
