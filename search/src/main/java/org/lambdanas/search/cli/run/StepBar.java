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
  private final boolean terminal;
  private @Nullable ProgressBar bar;

  StepBar(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Moves on, with a new bar if there is none. */
  void step(int epoch, int step, int steps, Optional<Double> trainLoss) {
    if (!terminal) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("epoch " + (epoch + 1))
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setConsumer(new DelegatingProgressBarConsumer(this::redraw))
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
      redraw("\u001b[K");
      bar = null;
    }
  }

  private void redraw(String text) {
    out.print("\r" + text);
    out.flush();
  }
}
