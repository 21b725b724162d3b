package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Pace;

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
  private final Function<Pace, Optional<String>> faster;

  /**
   * Shows nothing yet.
   *
   * @param columns of the terminal; 0: there is none
   * @param resumed the folder of a run that goes on
   * @param data what to say of its images, when it begins
   * @param lines what to say of an epoch, given the number of all epochs
   * @param faster what would make the run faster, given how fast it goes
   */
  EpochProgress(
      PrintWriter out,
      int columns,
      Optional<Path> resumed,
      String data,
      BiFunction<E, Integer, List<String>> lines,
      Function<Pace, Optional<String>> faster) {
    this.out = out;
    this.bar = new StepBar(out, columns);
    this.resumed = resumed;
    this.data = data;
    this.lines = lines;
    this.faster = faster;
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
  public void expects(Pace pace) {
    out.println(Foreseen.line("the first steps", pace.secondsLeft()));
    faster.apply(pace).ifPresent(out::println);
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
