package org.lambdanas.search.differentiable;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.supernet.AlphaStep;
import org.lambdanas.graph.supernet.CentralWeightStep;
import org.lambdanas.graph.supernet.CostPenalty;
import org.lambdanas.graph.supernet.ExactWeightStep;
import org.lambdanas.graph.supernet.PlainWeightStep;
import org.lambdanas.graph.supernet.Readings;
import org.lambdanas.graph.supernet.SearchOptimizers;
import org.lambdanas.graph.supernet.StepReading;
import org.lambdanas.graph.supernet.UnrolledAlphaGradient;
import org.lambdanas.graph.supernet.WeightStep;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.RegulariserConfig;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StepOrder;

/**
 * One iteration of a bilevel search: a step of alpha on validation images and a step of the weights
 * on training images, in the configured order. DARTS takes two session runs, and so does Λ-DARTS;
 * four with the central difference once its strength has left zero.
 */
final class SearchIteration {

  private final boolean weightsFirst;
  private final AlphaStep alphaStep;
  private final Optional<UnrolledAlphaGradient> unrolled;
  private final WeightStep weightStep;

  /** Adds the steps that the configured method needs to the graph. */
  SearchIteration(
      SearchConfig config,
      SearchOptimizers optimizers,
      Readings readings,
      Optional<CostPenalty> penalty) {
    this.weightsFirst = config.getStepOrder() == StepOrder.STEP_ORDER_WEIGHTS_FIRST;
    this.alphaStep = new AlphaStep(optimizers, readings, penalty);
    this.unrolled =
        config.getMethod() == SearchMethod.SEARCH_METHOD_DARTS_SECOND_ORDER
            ? Optional.of(new UnrolledAlphaGradient(optimizers, readings))
            : Optional.empty();
    this.weightStep = weightStep(config, optimizers, readings);
  }

  private static WeightStep weightStep(
      SearchConfig config, SearchOptimizers optimizers, Readings readings) {
    RegulariserConfig regulariser = config.getRegulariser();
    if (config.getMethod() != SearchMethod.SEARCH_METHOD_LAMBDA_DARTS
        || regulariser.getStrength() == 0) {
      return new PlainWeightStep(optimizers, readings);
    }
    List<CellType> types =
        readings.types().stream()
            .filter(type -> !type.reduction() || regulariser.getReductionCells())
            .toList();
    return regulariser.getGradient() == RegulariserGradient.REGULARISER_GRADIENT_EXACT
        ? new ExactWeightStep(optimizers, readings, types)
        : new CentralWeightStep(optimizers, readings, types, regulariser.getEpsilon0());
  }

  /** Runs the iteration on a pair of batches; where alpha does not move, it is only looked at. */
  StepOutcome run(FedBatch train, FedBatch validation, Rates rates, boolean alphaMoves) {
    if (weightsFirst) {
      WeightStep.Outcome weights = weights(train, rates);
      return new StepOutcome(weights, alpha(train, validation, rates, alphaMoves));
    }
    StepReading alpha = alpha(train, validation, rates, alphaMoves);
    return new StepOutcome(weights(train, rates), alpha);
  }

  private StepReading alpha(FedBatch train, FedBatch validation, Rates rates, boolean moves) {
    try (StepScope scope = new StepScope()) {
      if (!moves) {
        return alphaStep.read(scope, validation);
      }
      if (unrolled.isEmpty()) {
        return alphaStep.run(scope, validation);
      }
      UnrolledAlphaGradient.Outcome outcome =
          unrolled.get().run(scope, train, validation, rates.learningRate());
      alphaStep.apply(scope, outcome.gradients());
      return outcome.reading();
    }
  }

  private WeightStep.Outcome weights(FedBatch train, Rates rates) {
    try (StepScope scope = new StepScope()) {
      return weightStep.run(scope, train, rates);
    }
  }
}
