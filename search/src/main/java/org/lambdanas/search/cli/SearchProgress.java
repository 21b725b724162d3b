package org.lambdanas.search.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.search.differentiable.SearchListener;
import org.lambdanas.search.differentiable.Verdict;

/** Shows a search as it goes: a bar on a terminal, and one line for each epoch in any case. */
final class SearchProgress implements SearchListener, AutoCloseable {

  private final PrintWriter out;
  private final SearchSpace space;
  private final StepBar bar;
  private boolean warned;

  SearchProgress(PrintWriter out, SearchSpace space, boolean terminal) {
    this.out = out;
    this.space = space;
    this.bar = new StepBar(out, terminal);
  }

  @Override
  public void step(int epoch, int step, int steps, Optional<Double> trainLoss) {
    bar.step(epoch, step, steps, trainLoss);
  }

  @Override
  public void epoch(EpochRecord record, int epochs, Verdict verdict) {
    bar.close();
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
    bar.close();
  }
}
