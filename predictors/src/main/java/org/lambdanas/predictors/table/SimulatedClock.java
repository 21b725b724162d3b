package org.lambdanas.predictors.table;

import java.util.HashMap;
import java.util.Map;
import org.lambdanas.graph.error.ConfigException;

/**
 * A clock that goes on by what trainings would have cost had they not been looked up in a table.
 * Training that has been paid for is kept: to continue it costs the further epochs only, and to ask
 * for what is known costs nothing. Safe for use by several threads; the sum then depends on their
 * order in its last bits.
 */
public final class SimulatedClock {

  private final TrainingCost cost;
  private final Map<Long, Integer> paid = new HashMap<>();
  private double seconds;

  /** A clock at 0. */
  public SimulatedClock(TrainingCost cost) {
    this.cost = cost;
  }

  /**
   * Trains an architecture to an epoch. Returns the seconds that this took: none for epochs that
   * were paid for before.
   */
  public synchronized double train(long row, int epochs) {
    int before = paid.getOrDefault(row, 0);
    double whole = cost.seconds(row, epochs);
    double spent = epochs > before ? whole - cost.seconds(row, before) : 0;
    if (epochs > before) {
      paid.put(row, epochs);
    }
    seconds += spent;
    return spent;
  }

  /** Adds measured or assumed seconds, of a fit or a prediction say. */
  public synchronized void advance(double spent) {
    if (!(spent >= 0) || Double.isInfinite(spent)) {
      throw new ConfigException("a clock cannot go on by " + spent + " seconds");
    }
    seconds += spent;
  }

  /** The epochs of an architecture that have been paid for: as far as its curves may be read. */
  public synchronized int paidEpochs(long row) {
    return paid.getOrDefault(row, 0);
  }

  /** The time in seconds since the start. */
  public synchronized double seconds() {
    return seconds;
  }
}
