package org.lambdanas.search.differentiable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.alignment.Alignment.Agreement;
import org.lambdanas.graph.alignment.CellAgreement;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.supernet.StepReading;
import org.lambdanas.proto.v1.CellRecord;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.search.differentiable.StepOutcome.Fate;

/**
 * Sums over the steps of an epoch, from which its record is made. The sums can be saved and
 * restored in the middle of an epoch.
 */
final class EpochMeter {

  /** A step whose gradient is clipped counts as such. */
  private final double clipNorm;

  private final List<CellType> types;
  private final Map<String, Double> sums = new LinkedHashMap<>();

  EpochMeter(double clipNorm, List<CellType> types) {
    this.clipNorm = clipNorm;
    this.types = List.copyOf(types);
  }

  /** Adds an iteration. */
  void add(StepOutcome step) {
    add("steps", 1);
    reading("train", step.train(), step.trainAgreement());
    reading("validation", step.validation(), step.validationAgreement());
    if (clipNorm > 0 && step.gradientNorm() > clipNorm) {
      add("clipped", 1);
    }
    regulariser(step.regulariser());
    cells(step.train());
  }

  private void reading(String phase, StepReading reading, Map<CellType, Agreement> agreements) {
    add(phase + "/images", reading.images());
    add(phase + "/correct", reading.correct());
    if (Double.isFinite(reading.loss())) {
      add(phase + "/loss", reading.loss() * reading.images());
      add(phase + "/finite_images", reading.images());
    } else {
      add(phase + "/not_finite", 1);
    }
    Agreement normal = agreements.get(types.get(0));
    if (normal != null) {
      add(phase + "/lambda", normal.value() * reading.images());
      add(phase + "/lambda_images", reading.images());
    }
    agreements.forEach(
        (type, agreement) -> {
          if (type.reduction()) {
            add(phase + "/reduction_lambda", agreement.value() * reading.images());
            add(phase + "/reduction_lambda_images", reading.images());
          }
        });
    agreements.forEach((type, agreement) -> add("zero_gradients", agreement.zeroGradients()));
  }

  private void regulariser(StepOutcome.Regulariser regulariser) {
    if (regulariser.fate() == Fate.ZERO_DIRECTION) {
      add("zero_direction", 1);
    } else if (regulariser.fate() == Fate.NOT_FINITE) {
      add("not_finite", 1);
    }
    regulariser
        .measured()
        .ifPresent(
            size -> {
              add("applied", 1);
              add("direction_norm", size.directionNorm());
              add("epsilon", size.epsilon());
              add("regulariser_norm", size.termNorm() / size.strength());
              add("regulariser_ratio", size.lossNorm() > 0 ? size.termNorm() / size.lossNorm() : 0);
            });
  }

  private void cells(StepReading reading) {
    for (CellType type : types) {
      double[][] gradients = reading.cellGradients().getOrDefault(type, new double[0][]);
      CellAgreement agreement = CellAgreement.of(gradients);
      boolean finite = true;
      for (double norm : agreement.norms()) {
        finite &= Double.isFinite(norm);
      }
      if (!finite) {
        continue;
      }
      add("cells/" + type.name() + "/steps", 1);
      for (int l = 0; l < gradients.length; l++) {
        String cell = "cells/" + type.name() + "/" + l + "/";
        add(cell + "norm", agreement.norms()[l]);
        add(cell + "share", agreement.shares()[l]);
        add(cell + "cosine", agreement.cosines()[l]);
      }
    }
  }

  private void add(String name, double value) {
    sums.merge(name, value, Double::sum);
  }

  private double sum(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  private double mean(String name, String count) {
    double n = sum(count);
    return n > 0 ? sum(name) / n : 0;
  }

  /** Not a number if no step had a finite loss: 0 would be a lie. */
  private double loss(String phase) {
    double images = sum(phase + "/finite_images");
    return images > 0 ? sum(phase + "/loss") / images : Double.NaN;
  }

  /** Number of iterations so far. */
  int steps() {
    return (int) sum("steps");
  }

  /** Mean training loss so far, or empty if no step had a finite one. */
  Optional<Double> trainLoss() {
    return sum("train/finite_images") > 0
        ? Optional.of(mean("train/loss", "train/finite_images"))
        : Optional.empty();
  }

  /** Mean alignment of the weight steps so far, or empty with fewer than two cells. */
  Optional<Double> lambda() {
    return sum("train/lambda_images") > 0
        ? Optional.of(mean("train/lambda", "train/lambda_images"))
        : Optional.empty();
  }

  /** Fills in what the steps tell. */
  void fill(EpochRecord.Builder record, List<CellType> cellsInOrder) {
    record
        .setSteps(steps())
        .setTrainLoss(loss("train"))
        .setTrainAccuracy(100 * mean("train/correct", "train/images"))
        .setValidationLoss(loss("validation"))
        .setValidationAccuracy(100 * mean("validation/correct", "validation/images"))
        .setDirectionNorm(mean("direction_norm", "applied"))
        .setEpsilon(mean("epsilon", "applied"))
        .setRegulariserNorm(mean("regulariser_norm", "applied"))
        .setRegulariserRatio(mean("regulariser_ratio", "applied"))
        .setClippedShare(mean("clipped", "steps"))
        .setSkippedZeroDirection((int) sum("zero_direction"))
        .setSkippedNotFinite((int) sum("not_finite"))
        .setLossNotFinite((int) (sum("train/not_finite") + sum("validation/not_finite")))
        .setZeroGradientCells((int) sum("zero_gradients"));
    lambda().ifPresent(record::setLambdaTrain);
    if (sum("validation/lambda_images") > 0) {
      record.setLambdaValidation(mean("validation/lambda", "validation/lambda_images"));
    }
    if (sum("train/reduction_lambda_images") > 0) {
      record.setLambdaTrainReduction(
          mean("train/reduction_lambda", "train/reduction_lambda_images"));
    }
    if (sum("validation/reduction_lambda_images") > 0) {
      record.setLambdaValidationReduction(
          mean("validation/reduction_lambda", "validation/reduction_lambda_images"));
    }
    Map<CellType, Integer> seen = new LinkedHashMap<>();
    for (int cell = 0; cell < cellsInOrder.size(); cell++) {
      CellType type = cellsInOrder.get(cell);
      int index = seen.merge(type, 1, Integer::sum) - 1;
      String prefix = "cells/" + type.name() + "/" + index + "/";
      String count = "cells/" + type.name() + "/steps";
      record.addCells(
          CellRecord.newBuilder()
              .setCell(cell)
              .setType(type.name())
              .setGradientNorm(mean(prefix + "norm", count))
              .setGradientShare(mean(prefix + "share", count))
              .setCosineWithSum(mean(prefix + "cosine", count)));
    }
  }

  /** The sums, to be restored later. */
  List<NamedTensor> save() {
    List<NamedTensor> saved = new ArrayList<>();
    sums.forEach(
        (name, value) -> saved.add(TensorMessages.of(name, new long[0], new double[] {value})));
    return saved;
  }

  /** Goes on from saved sums. */
  void restore(List<NamedTensor> saved) {
    sums.clear();
    saved.forEach(tensor -> sums.put(tensor.getName(), TensorMessages.doubles(tensor)[0]));
  }
}
