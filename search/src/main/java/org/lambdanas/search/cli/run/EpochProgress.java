package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.EpochListener;

/**
 * Shows a run of epochs as it goes: a bar on a terminal, and lines for each epoch in any case.
 *
 * @param <E> record of an epoch
 */
final class EpochProgress<E> implements EpochListener<E> {

  private final PrintWriter out;
  private final StepBar bar;
  private final Optional<Path> resumed;
  private final String data;
  private final BiFunction<E, Integer, List<String>> lines;

  /**
   * Shows nothing yet.
   *
   * @param columns of the terminal; 0: there is none
   * @param resumed the folder of a run that goes on
   * @param data what to say of its images, when it begins
   * @param lines what to say of an epoch, given the number of all epochs
   */
  EpochProgress(
      PrintWriter out,
      int columns,
      Optional<Path> resumed,
      String data,
      BiFunction<E, Integer, List<String>> lines) {
    this.out = out;
    this.bar = new StepBar(out, columns);
    this.resumed = resumed;
    this.data = data;
    this.lines = lines;
  }

  /** Epochs and steps count from 1 for people. */
  @Override
  public void begins(int epoch, int step) {
    if (!data.isEmpty()) {
      out.println(data);
    }
    resumed.ifPresent(
        folder ->
            out.println(
                epoch + step == 0
                    ? "no checkpoint in " + folder + " yet: starting from epoch 1"
                    : "resuming " + folder + " at epoch " + (epoch + 1) + ", step " + (step + 1)));
  }

  @Override
  public void expects(double seconds) {
    String memory =
        PeakMemory.mebibytes().stream()
            .mapToObj(most -> String.format(Locale.ROOT, " and %.0f MiB of memory", most))
            .findFirst()
            .orElse("");
    out.println("by the first steps it takes about " + Durations.text(seconds) + memory);
  }

  @Override
  public void step(int epoch, int step, int steps, Optional<Double> trainLoss) {
    bar.step(epoch, step, steps, trainLoss);
  }

  @Override
  public void epoch(E record, int epochs) {
    bar.close();
    lines.apply(record, epochs).forEach(out::println);
  }

  @Override
  public void ends() {
    bar.close();
  }
}
