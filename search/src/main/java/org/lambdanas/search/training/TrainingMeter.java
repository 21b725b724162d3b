package org.lambdanas.search.training;

import java.util.Optional;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.training.TrainingGraph;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.run.RunningSums;

/** Sums over the steps of an epoch. */
public final class TrainingMeter {

  /** A step whose gradient is clipped counts as such. */
  private final double clipNorm;

  private final RunningSums sums;

  /**
   * Adds to an epoch's sums; a gradient norm above the ceiling counts as clipped, unless it is 0.
   */
  public TrainingMeter(RunningSums sums, double clipNorm) {
    this.sums = sums;
    this.clipNorm = clipNorm;
  }

  /** Adds a step. */
  public void add(TrainingGraph.Outcome step) {
    sums.add("steps", 1);
    sums.add("images", step.images());
    sums.add("correct", step.correct());
    if (Double.isFinite(step.loss())) {
      sums.add("loss", step.loss() * step.images());
      sums.add("finite_images", step.images());
    } else {
      sums.add("not_finite", 1);
    }
    if (clipNorm > 0 && step.gradientNorm() > clipNorm) {
      sums.add("clipped", 1);
    }
  }

  /** Mean loss so far, or empty if no step had a finite one. */
  public Optional<Double> loss() {
    double images = sums.of("finite_images");
    return images > 0 ? Optional.of(sums.of("loss") / images) : Optional.empty();
  }

  /**
   * The record of an epoch, of which at least one step has been added.
   *
   * @param epoch from 0
   * @param rate its learning rate
   * @param evaluation of the network after it
   * @param seconds that it took
   */
  public TrainingEpochRecord.Builder record(
      int epoch, double rate, Evaluation evaluation, double seconds) {
    return TrainingEpochRecord.newBuilder()
        .setEpoch(epoch)
        .setLearningRate(rate)
        .setValidationLoss(evaluation.meanLoss())
        .setValidationAccuracy(evaluation.accuracy())
        .setSeconds(seconds)
        .setSteps((int) sums.of("steps"))
        .setTrainLoss(loss().orElse(Double.NaN))
        .setTrainAccuracy(100 * sums.of("correct") / sums.of("images"))
        .setClippedShare(sums.of("clipped") / sums.of("steps"))
        .setLossNotFinite((int) sums.of("not_finite"));
  }
}
