package org.lambdanas.search.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.training.TrainingListener;

/** Shows a training as it goes: a bar on a terminal, and one line for each epoch in any case. */
final class TrainProgress implements TrainingListener, AutoCloseable {

  private final PrintWriter out;
  private final StepBar bar;

  TrainProgress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.bar = new StepBar(out, terminal);
  }

  @Override
  public void step(int epoch, int step, int steps, Optional<Double> trainLoss) {
    bar.step(epoch, step, steps, trainLoss);
  }

  @Override
  public void epoch(TrainingEpochRecord record, int epochs) {
    bar.close();
    out.println(
        String.format(
            Locale.ROOT,
            "epoch %3d/%d  loss %.3f/%.3f  accuracy %.1f/%.1f %%  rate %.4f  %.1f s",
            record.getEpoch() + 1,
            epochs,
            record.getTrainLoss(),
            record.getValidationLoss(),
            record.getTrainAccuracy(),
            record.getValidationAccuracy(),
            record.getLearningRate(),
            record.getSeconds()));
    int lost = record.getLossNotFinite();
    if (lost > 0) {
      out.println("warning: the loss was not finite in " + lost + " steps; they changed nothing");
    }
  }

  @Override
  public void close() {
    bar.close();
  }
}
