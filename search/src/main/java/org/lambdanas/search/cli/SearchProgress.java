package org.lambdanas.search.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.search.differentiable.SearchListener;
import org.lambdanas.search.differentiable.Verdict;

/** Shows a search as it goes: a bar on a terminal, and one line for each epoch in any case. */
final class SearchProgress implements SearchListener, AutoCloseable {

  private final PrintWriter out;
  private final SearchSpace space;
  private final boolean terminal;
  private @Nullable ProgressBar bar;
  private boolean warned;

  SearchProgress(PrintWriter out, SearchSpace space, boolean terminal) {
    this.out = out;
    this.space = space;
    this.terminal = terminal;
  }

  @Override
  public void step(int epoch, int step, int steps, Optional<Double> trainLoss) {
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
  public void epoch(EpochRecord record, int epochs, Verdict verdict) {
    close();
    MixingRecord normal = record.getMixing(0);
    out.println(
        String.format(
            Locale.ROOT,
            "epoch %3d/%d  loss %.3f/%.3f  accuracy %.1f/%.1f %%  %s  strength %.3f  skip %.2f"
                + "  max p %.2f  %.1f s  %s",
            record.getEpoch() + 1,
            epochs,
            record.getTrainLoss(),
            record.getValidationLoss(),
            record.getTrainAccuracy(),
            record.getValidationAccuracy(),
            record.hasLambdaTrain()
                ? String.format(
                    Locale.ROOT,
                    "Λ %.3f/%.3f",
                    record.getLambdaTrain(),
                    record.getLambdaValidation())
                : "Λ -",
            record.getLambdaStrength(),
            normal.getSkipShare(),
            normal.getMaximum(),
            record.getSeconds(),
            space.format(record.getArchitecture())));
    int lost = record.getLossNotFinite();
    if (lost > 0) {
      out.println("warning: the loss was not finite in " + lost + " passes; they changed nothing");
    }
    if (verdict.collapsed() && !warned) {
      out.println("warning: " + verdict.words());
    }
    warned = verdict.collapsed();
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
