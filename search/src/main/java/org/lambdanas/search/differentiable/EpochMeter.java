package org.lambdanas.search.differentiable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.alignment.Alignment.Agreement;
import org.lambdanas.graph.alignment.CellAgreement;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.supernet.StepReading;
import org.lambdanas.proto.v1.CellRecord;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.search.differentiable.StepOutcome.Fate;
import org.lambdanas.search.run.RunningSums;

/**
 * Sums over the steps of an epoch, from which its record is made. The sums can be saved and
 * restored in the middle of an epoch.
 */
final class EpochMeter {

  /** A step whose gradient is clipped counts as such. */
  private final double clipNorm;

  private final List<CellType> types;
  private final RunningSums sums = new RunningSums();

  EpochMeter(double clipNorm, List<CellType> types) {
    this.clipNorm = clipNorm;
    this.types = List.copyOf(types);
  }

  /** Adds an iteration. */
  void add(StepOutcome step) {
    sums.add("steps", 1);
    reading("train", step.train(), step.trainAgreement());
    reading("validation", step.validation(), step.validationAgreement());
    if (clipNorm > 0 && step.gradientNorm() > clipNorm) {
      sums.add("clipped", 1);
    }
    regulariser(step.regulariser());
    cells(step.train());
  }

  private void reading(String phase, StepReading reading, Map<CellType, Agreement> agreements) {
    sums.add(phase + "/images", reading.images());
    sums.add(phase + "/correct", reading.correct());
    if (Double.isFinite(reading.loss())) {
      sums.add(phase + "/loss", reading.loss() * reading.images());
      sums.add(phase + "/finite_images", reading.images());
    } else {
      sums.add(phase + "/not_finite", 1);
    }
    Agreement normal = agreements.get(types.get(0));
    if (normal != null) {
      sums.add(phase + "/lambda", normal.value() * reading.images());
      sums.add(phase + "/lambda_images", reading.images());
    }
    agreements.forEach(
        (type, agreement) -> {
          if (type.reduction()) {
            sums.add(phase + "/reduction_lambda", agreement.value() * reading.images());
            sums.add(phase + "/reduction_lambda_images", reading.images());
          }
        });
    agreements.forEach((type, agreement) -> sums.add("zero_gradients", agreement.zeroGradients()));
  }

  private void regulariser(StepOutcome.Regulariser regulariser) {
    if (regulariser.fate() == Fate.ZERO_DIRECTION) {
      sums.add("zero_direction", 1);
    } else if (regulariser.fate() == Fate.NOT_FINITE) {
      sums.add("not_finite", 1);
    }
    regulariser
        .measured()
        .ifPresent(
            size -> {
              sums.add("applied", 1);
              sums.add("direction_norm", size.directionNorm());
              sums.add("epsilon", size.epsilon());
              sums.add("regulariser_norm", size.termNorm() / size.strength());
              sums.add(
                  "regulariser_ratio", size.lossNorm() > 0 ? size.termNorm() / size.lossNorm() : 0);
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
      sums.add("cells/" + type.name() + "/steps", 1);
      for (int l = 0; l < gradients.length; l++) {
        String cell = "cells/" + type.name() + "/" + l + "/";
        sums.add(cell + "norm", agreement.norms()[l]);
        sums.add(cell + "share", agreement.shares()[l]);
        sums.add(cell + "cosine", agreement.cosines()[l]);
      }
    }
  }

  /** Not a number if no step had a finite loss: 0 would be a lie. */
  private double loss(String phase) {
    double images = sums.of(phase + "/finite_images");
    return images > 0 ? sums.of(phase + "/loss") / images : Double.NaN;
  }

  /** Number of iterations so far. */
  int steps() {
    return (int) sums.of("steps");
  }

  /** Mean training loss so far, or empty if no step had a finite one. */
  Optional<Double> trainLoss() {
    return sums.of("train/finite_images") > 0
        ? Optional.of(sums.mean("train/loss", "train/finite_images"))
        : Optional.empty();
  }

  /** Mean alignment of the weight steps so far, or empty with fewer than two cells. */
  Optional<Double> lambda() {
    return sums.of("train/lambda_images") > 0
        ? Optional.of(sums.mean("train/lambda", "train/lambda_images"))
        : Optional.empty();
  }

  /** Fills in what the steps tell. */
  void fill(EpochRecord.Builder record, List<CellType> cellsInOrder) {
    record
        .setSteps(steps())
        .setTrainLoss(loss("train"))
        .setTrainAccuracy(100 * sums.mean("train/correct", "train/images"))
        .setValidationLoss(loss("validation"))
        .setValidationAccuracy(100 * sums.mean("validation/correct", "validation/images"))
        .setDirectionNorm(sums.mean("direction_norm", "applied"))
        .setEpsilon(sums.mean("epsilon", "applied"))
        .setRegulariserNorm(sums.mean("regulariser_norm", "applied"))
        .setRegulariserRatio(sums.mean("regulariser_ratio", "applied"))
        .setClippedShare(sums.mean("clipped", "steps"))
        .setSkippedZeroDirection((int) sums.of("zero_direction"))
        .setSkippedNotFinite((int) sums.of("not_finite"))
        .setLossNotFinite((int) (sums.of("train/not_finite") + sums.of("validation/not_finite")))
        .setZeroGradientCells((int) sums.of("zero_gradients"));
    lambda().ifPresent(record::setLambdaTrain);
    if (sums.of("validation/lambda_images") > 0) {
      record.setLambdaValidation(sums.mean("validation/lambda", "validation/lambda_images"));
    }
    if (sums.of("train/reduction_lambda_images") > 0) {
      record.setLambdaTrainReduction(
          sums.mean("train/reduction_lambda", "train/reduction_lambda_images"));
    }
    if (sums.of("validation/reduction_lambda_images") > 0) {
      record.setLambdaValidationReduction(
          sums.mean("validation/reduction_lambda", "validation/reduction_lambda_images"));
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
              .setGradientNorm(sums.mean(prefix + "norm", count))
              .setGradientShare(sums.mean(prefix + "share", count))
              .setCosineWithSum(sums.mean(prefix + "cosine", count)));
    }
  }

  /** The sums, to be restored later. */
  List<NamedTensor> save() {
    return sums.save();
  }

  /** Goes on from saved sums. */
  void restore(List<NamedTensor> saved) {
    sums.restore(saved);
  }
}
