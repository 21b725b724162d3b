package org.lambdanas.search.run;

import java.util.Optional;
import org.lambdanas.graph.error.DivergedException;

/** Ends a run whose training loss is not finite for long. */
public final class DivergenceWatch {

  /** This many steps in a row without a finite loss are a divergence. */
  private static final int MOST_LOST_STEPS = 50;

  private final RunPosition position;
  private final String advice;
  private int lostSteps;

  /**
   * A watch that has seen nothing.
   *
   * @param position where the run is
   * @param advice what to do about a divergence, to follow a colon
   */
  public DivergenceWatch(RunPosition position, String advice) {
    this.position = position;
    this.advice = advice;
  }

  /**
   * Looks at a step.
   *
   * @param loss its training loss
   * @throws DivergedException if it is the 50th in a row whose loss is not finite
   */
  public void step(double loss) {
    lostSteps = Double.isFinite(loss) ? 0 : lostSteps + 1;
    if (lostSteps >= MOST_LOST_STEPS) {
      throw diverged("for " + lostSteps + " steps");
    }
  }

  /**
   * Looks at an epoch whose steps are done.
   *
   * @param loss mean of its finite training losses; empty if there is none
   * @throws DivergedException if there is none and the epoch is the last
   */
  public void epoch(Optional<Double> loss) {
    if (position.isInLastEpoch() && loss.isEmpty()) {
      throw diverged("in the whole last epoch");
    }
  }

  private DivergedException diverged(String howLong) {
    return new DivergedException(
        "the training loss has not been finite "
            + howLong
            + " (epoch "
            + (position.epoch() + 1)
            + "): "
            + advice);
  }
}
