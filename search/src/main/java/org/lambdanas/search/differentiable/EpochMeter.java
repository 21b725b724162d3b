package org.lambdanas.search.differentiable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.supernet.StepReading;
import org.lambdanas.graph.supernet.WeightStep;
import org.lambdanas.graph.supernet.WeightStep.Fate;
import org.lambdanas.proto.v1.CellRecord;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.search.run.RunningSums;

/** Sums over the steps of an epoch, from which its record is made. */
final class EpochMeter {

  /** A step whose gradient is clipped counts as such. */
  private final double clipNorm;

  private final RunningSums sums;

  EpochMeter(RunningSums sums, double clipNorm) {
    this.sums = sums;
    this.clipNorm = clipNorm;
  }

  /** Adds an iteration. */
  void add(StepOutcome step) {
    WeightStep.Outcome weights = step.weights();
    sums.add("steps", 1);
    reading("train", weights.reading());
    reading("validation", step.validation());
    if (clipNorm > 0 && weights.gradientNorm() > clipNorm) {
      sums.add("clipped", 1);
    }
    term(weights.term());
    cells(weights.reading());
  }

  private void reading(String phase, StepReading reading) {
    sums.add(phase + "/images", reading.images());
    sums.add(phase + "/correct", reading.correct());
    if (Double.isFinite(reading.loss())) {
      sums.add(phase + "/loss", reading.loss() * reading.images());
      sums.add(phase + "/finite_images", reading.images());
    } else {
      sums.add(phase + "/not_finite", 1);
    }
    reading
        .cells()
        .forEach(
            (type, cells) -> {
              if (!Double.isNaN(cells.alignment())) {
                String lambda = phase + (type.reduction() ? "/reduction_lambda" : "/lambda");
                sums.add(lambda, cells.alignment() * reading.images());
                sums.add(lambda + "_images", reading.images());
                sums.add("zero_gradients", cells.zeroGradients());
              }
            });
  }

  private void term(WeightStep.Term term) {
    if (term.fate() == Fate.ZERO_DIRECTION) {
      sums.add("zero_direction", 1);
    } else if (term.fate() == Fate.NOT_FINITE) {
      sums.add("not_finite", 1);
    }
    term.measured()
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
    reading
        .cells()
        .forEach(
            (type, cells) -> {
              if (cells.isFinite()) {
                sums.add("cells/" + type.name() + "/steps", 1);
                for (int l = 0; l < cells.norms().length; l++) {
                  String cell = "cells/" + type.name() + "/" + l + "/";
                  sums.add(cell + "norm", cells.norms()[l]);
                  sums.add(cell + "share", cells.shares()[l]);
                  sums.add(cell + "cosine", cells.cosines()[l]);
                }
              }
            });
  }

  /** Not a number if no step had a finite loss: 0 would be a lie. */
  private double loss(String phase) {
    double images = sums.of(phase + "/finite_images");
    return images > 0 ? sums.of(phase + "/loss") / images : Double.NaN;
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
        .setSteps((int) sums.of("steps"))
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
}
