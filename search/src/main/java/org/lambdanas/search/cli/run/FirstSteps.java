package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.search.run.EpochListener;

/**
 * Says by the first steps of a run how long it will take.
 *
 * @param <E> record of an epoch
 */
final class FirstSteps<E> implements EpochListener<E> {

  /** The very first steps are slower. */
  private static final int FROM = 3;

  private static final int TO = 13;

  private final PrintWriter out;
  private final int epochs;
  private final EpochListener<E> next;
  private int steps;
  private long from;

  /**
   * Hands everything on.
   *
   * @param epochs of the whole run
   */
  FirstSteps(PrintWriter out, int epochs, EpochListener<E> next) {
    this.out = out;
    this.epochs = epochs;
    this.next = next;
  }

  @Override
  public void begins(int epoch, int step) {
    next.begins(epoch, step);
  }

  @Override
  public void expects(double seconds) {
    next.expects(seconds);
  }

  @Override
  public void step(int epoch, int step, int all, Optional<Double> trainLoss) {
    steps++;
    if (steps == FROM) {
      from = System.nanoTime();
    } else if (steps == TO) {
      double each = (System.nanoTime() - from) / 1e9 / (TO - FROM);
      long left = (long) (epochs - epoch) * all - step;
      out.println(
          String.format(
              Locale.ROOT, "%d steps to go, about %.0f s by the first of them", left, left * each));
    }
    next.step(epoch, step, all, trainLoss);
  }

  @Override
  public void epoch(E record, int all) {
    next.epoch(record, all);
  }

  @Override
  public void ends() {
    next.ends();
  }
}
