package org.lambdanas.search.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Checksums;

/** How far a run of epochs and steps has come, and in what time, through stops and resumptions. */
public final class RunPosition {

  private final String run;
  private final ByteString configSha256;
  private final int epochs;
  private final int stepsPerEpoch;
  private int epoch;
  private int step;
  private double secondsBefore;
  private long startedNanos = System.nanoTime();

  /**
   * The beginning of a run, whose time starts now.
   *
   * @param run what it is, such as {@code "search"}
   * @param config its resolved configuration
   * @param epochs how many it has
   * @param stepsPerEpoch steps in each
   */
  public RunPosition(String run, Message config, int epochs, int stepsPerEpoch) {
    this.run = run;
    this.configSha256 = Checksums.sha256(config.toByteString());
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /**
   * What a checkpoint says of its position.
   *
   * @param configSha256 checksum of the run's configuration
   * @param epoch the epoch it was in, from 0
   * @param step steps done in it
   * @param recorded epochs there are records of
   * @param seconds the run had taken
   */
  public record Saved(ByteString configSha256, int epoch, int step, int recorded, double seconds) {}

  /**
   * Goes on from a checkpoint.
   *
   * @param saved its position
   * @throws DataException if it is of another configuration, or where this run never is
   */
  public void restore(Saved saved) {
    if (!saved.configSha256().equals(configSha256)) {
      throw new DataException("the checkpoint belongs to another configuration");
    }
    if (saved.epoch() != saved.recorded()
        || saved.epoch() > epochs
        || saved.step() < 0
        || saved.step() >= stepsPerEpoch) {
      throw new DataException(
          "the checkpoint is at epoch "
              + saved.epoch()
              + ", step "
              + saved.step()
              + ", which this "
              + run
              + " does not have");
    }
    epoch = saved.epoch();
    step = saved.step();
    secondsBefore = saved.seconds();
    startedNanos = System.nanoTime();
  }

  /** A step is done. */
  public void nextStep() {
    step++;
  }

  /** An epoch is done. */
  public void nextEpoch() {
    epoch++;
    step = 0;
  }

  /**
   * The epoch.
   *
   * @return from 0; the number of epochs when all are done
   */
  public int epoch() {
    return epoch;
  }

  /**
   * Steps done in the epoch.
   *
   * @return from 0 to the steps of an epoch
   */
  public int step() {
    return step;
  }

  /**
   * Steps done since the first epoch began.
   *
   * @return from 0
   */
  public long globalStep() {
    return (long) epoch * stepsPerEpoch + step;
  }

  /**
   * Whether steps of the epoch are left.
   *
   * @return false when it is about to end
   */
  public boolean isInEpoch() {
    return step < stepsPerEpoch;
  }

  /**
   * Whether no epoch follows.
   *
   * @return true in the last one
   */
  public boolean isInLastEpoch() {
    return epoch + 1 == epochs;
  }

  /**
   * Whether all epochs are done.
   *
   * @return true at the end
   */
  public boolean isAtEnd() {
    return epoch >= epochs;
  }

  /**
   * Wall-clock seconds so far, those before a resumption included.
   *
   * @return seconds
   */
  public double seconds() {
    return secondsBefore + (System.nanoTime() - startedNanos) / 1e9;
  }

  /**
   * What tells the run's configuration from others.
   *
   * @return its checksum
   */
  public ByteString configSha256() {
    return configSha256;
  }
}
