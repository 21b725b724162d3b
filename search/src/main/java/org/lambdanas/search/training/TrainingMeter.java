package org.lambdanas.search.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainingEpochRecord;

/** Sums over the steps of an epoch; they can be saved and restored in the middle of it. */
final class TrainingMeter {

  /** A step whose gradient is clipped counts as such. */
  private final double clipNorm;

  private final Map<String, Double> sums = new LinkedHashMap<>();

  TrainingMeter(double clipNorm) {
    this.clipNorm = clipNorm;
  }

  /** Adds a step. */
  void add(TrainingGraph.Outcome step) {
    add("steps", 1);
    add("images", step.images());
    add("correct", step.correct());
    if (Double.isFinite(step.loss())) {
      add("loss", step.loss() * step.images());
      add("finite_images", step.images());
    } else {
      add("not_finite", 1);
    }
    if (clipNorm > 0 && step.gradientNorm() > clipNorm) {
      add("clipped", 1);
    }
  }

  private void add(String name, double value) {
    sums.merge(name, value, Double::sum);
  }

  private double sum(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  /** Mean loss so far, or empty if no step had a finite one. */
  Optional<Double> loss() {
    double images = sum("finite_images");
    return images > 0 ? Optional.of(sum("loss") / images) : Optional.empty();
  }

  /** Fills in what the steps tell; at least one has been added. */
  void fill(TrainingEpochRecord.Builder record) {
    record
        .setSteps((int) sum("steps"))
        .setTrainLoss(loss().orElse(Double.NaN))
        .setTrainAccuracy(100 * sum("correct") / sum("images"))
        .setClippedShare(sum("clipped") / sum("steps"))
        .setLossNotFinite((int) sum("not_finite"));
  }

  /** The sums, to be restored later. */
  List<NamedTensor> save() {
    return sums.entrySet().stream()
        .map(e -> TensorMessages.of(e.getKey(), new long[0], new double[] {e.getValue()}))
        .toList();
  }

  /** Goes on from saved sums. */
  void restore(List<NamedTensor> saved) {
    sums.clear();
    saved.forEach(tensor -> sums.put(tensor.getName(), TensorMessages.doubles(tensor)[0]));
  }
}
