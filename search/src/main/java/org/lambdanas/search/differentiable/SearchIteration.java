package org.lambdanas.search.differentiable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.alignment.Alignment.Agreement;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.supernet.AlphaStep;
import org.lambdanas.graph.supernet.ExactWeightStep;
import org.lambdanas.graph.supernet.FedBatch;
import org.lambdanas.graph.supernet.RegularisedStep;
import org.lambdanas.graph.supernet.RegularisedWeightStep;
import org.lambdanas.graph.supernet.SearchOptimizers;
import org.lambdanas.graph.supernet.StepReading;
import org.lambdanas.graph.supernet.UnrolledAlphaGradient;
import org.lambdanas.graph.supernet.WeightStep;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StepOrder;
import org.lambdanas.search.differentiable.StepOutcome.Fate;
import org.lambdanas.search.differentiable.StepOutcome.Regulariser;
import org.lambdanas.search.differentiable.StepOutcome.Size;

/**
 * One iteration of a bilevel search: a step of alpha on validation images and a step of the weights
 * on training images, in the configured order. Plain DARTS takes two session runs, Λ-DARTS four
 * once its strength has left zero, or three with the exact gradient.
 */
public final class SearchIteration {

  /** Directions shorter than this say nothing. */
  private static final double SHORTEST_DIRECTION = 1e-12;

  private final SearchConfig config;
  private final Alignment alignment;
  private final AlphaStep alphaStep;
  private final WeightStep weightStep;
  private final Optional<RegularisedStep> regularisedStep;
  private final Optional<UnrolledAlphaGradient> unrolled;
  private final List<CellType> regularisedTypes = new ArrayList<>();

  /** Adds the steps that the configured method needs to the graph. */
  SearchIteration(SearchConfig config, SearchOptimizers optimizers, List<CellType> types) {
    this.config = config;
    this.alignment = Settings.alignment(config);
    this.alphaStep = new AlphaStep(optimizers);
    this.weightStep = new WeightStep(optimizers);
    for (CellType type : types) {
      if (!type.reduction() || config.getRegulariser().getReductionCells()) {
        regularisedTypes.add(type);
      }
    }
    boolean lambda = config.getMethod() == SearchMethod.SEARCH_METHOD_LAMBDA_DARTS;
    this.regularisedStep =
        lambda && config.getRegulariser().getStrength() > 0
            ? Optional.of(regularisedStep(optimizers))
            : Optional.empty();
    this.unrolled =
        config.getMethod() == SearchMethod.SEARCH_METHOD_DARTS_SECOND_ORDER
            ? Optional.of(new UnrolledAlphaGradient(optimizers))
            : Optional.empty();
  }

  private RegularisedStep regularisedStep(SearchOptimizers optimizers) {
    return config.getRegulariser().getGradient() == RegulariserGradient.REGULARISER_GRADIENT_EXACT
        ? new ExactWeightStep(optimizers, regularisedTypes)
        : new RegularisedWeightStep(optimizers);
  }

  /**
   * The numbers that change from epoch to epoch.
   *
   * @param learningRate of the weights, greater than 0
   * @param strength of the alignment term, at least 0; at 0 a step is that of DARTS
   */
  public record Rates(double learningRate, double strength) {}

  /** Runs the iteration on a pair of batches. */
  StepOutcome run(FedBatch train, FedBatch validation, Rates rates) {
    StepReading alphaReading = null;
    WeightPart weights;
    if (config.getStepOrder() == StepOrder.STEP_ORDER_WEIGHTS_FIRST) {
      weights = weights(train, rates);
      alphaReading = alpha(train, validation, rates);
    } else {
      alphaReading = alpha(train, validation, rates);
      weights = weights(train, rates);
    }
    return new StepOutcome(
        weights.reading,
        alphaReading,
        agreements(weights.reading),
        agreements(alphaReading),
        weights.gradientNorm,
        weights.regulariser);
  }

  private StepReading alpha(FedBatch train, FedBatch validation, Rates rates) {
    try (StepScope scope = new StepScope()) {
      if (unrolled.isEmpty()) {
        return alphaStep.run(scope, validation);
      }
      UnrolledAlphaGradient.Outcome outcome =
          unrolled.get().run(scope, train, validation, rates.learningRate());
      alphaStep.apply(scope, outcome.gradients());
      return outcome.reading();
    }
  }

  private record WeightPart(StepReading reading, double gradientNorm, Regulariser regulariser) {}

  private WeightPart weights(FedBatch train, Rates rates) {
    try (StepScope scope = new StepScope()) {
      if (regularisedStep.isEmpty() || rates.strength() == 0) {
        WeightStep.Outcome outcome = weightStep.run(scope, train, rates.learningRate());
        return new WeightPart(
            outcome.reading(), outcome.gradientNorm(), Regulariser.without(Fate.OFF));
      }
      return regularised(scope, regularisedStep.get(), train, rates);
    }
  }

  private WeightPart regularised(
      StepScope scope, RegularisedStep step, FedBatch train, Rates rates) {
    StepReading reading = step.lossGradient(scope, train);
    Map<CellType, Agreement> agreements = agreements(reading);
    agreements.keySet().retainAll(regularisedTypes);
    double norm = norm(agreements);
    if (!Double.isFinite(norm) || norm < SHORTEST_DIRECTION) {
      boolean finite =
          Double.isFinite(norm)
              && reading.cellGradients().values().stream()
                  .flatMap(Arrays::stream)
                  .flatMapToDouble(Arrays::stream)
                  .allMatch(Double::isFinite);
      double gradientNorm = step.updateWithoutTerm(scope, rates.learningRate());
      return new WeightPart(
          reading,
          gradientNorm,
          Regulariser.without(finite ? Fate.ZERO_DIRECTION : Fate.NOT_FINITE));
    }
    double epsilon = 0;
    RegularisedStep.Outcome outcome;
    if (step instanceof ExactWeightStep exact) {
      // Minus: the alignment is to grow.
      outcome =
          exact.termAndUpdate(
              scope, train, deltas(agreements, 1), -rates.strength(), rates.learningRate());
    } else {
      epsilon = config.getRegulariser().getEpsilon0() / norm;
      outcome = central(scope, (RegularisedWeightStep) step, train, rates, agreements, epsilon);
    }
    if (!Double.isFinite(outcome.termNorm())) {
      return new WeightPart(reading, outcome.gradientNorm(), Regulariser.without(Fate.NOT_FINITE));
    }
    Size size = new Size(norm, epsilon, outcome.termNorm(), outcome.lossNorm(), rates.strength());
    return new WeightPart(
        reading, outcome.gradientNorm(), new Regulariser(Fate.APPLIED, Optional.of(size)));
  }

  private static RegularisedStep.Outcome central(
      StepScope scope,
      RegularisedWeightStep step,
      FedBatch train,
      Rates rates,
      Map<CellType, Agreement> agreements,
      double epsilon) {
    double factor = rates.strength() / (2 * epsilon);
    // Adds -strength * (G(+) - G(-)) / (2 epsilon): the alignment is to grow.
    step.forth(scope, train, deltas(agreements, epsilon), -factor);
    return step.backAndUpdate(
        scope, train, deltas(agreements, -epsilon), factor, rates.learningRate());
  }

  private static double norm(Map<CellType, Agreement> agreements) {
    double squares = 0;
    for (Agreement agreement : agreements.values()) {
      squares += agreement.directionNorm() * agreement.directionNorm();
    }
    return Math.sqrt(squares);
  }

  private static Map<CellType, double[]> deltas(
      Map<CellType, Agreement> agreements, double epsilon) {
    Map<CellType, double[]> deltas = new LinkedHashMap<>();
    agreements.forEach(
        (type, agreement) ->
            deltas.put(
                type,
                Arrays.stream(agreement.directions())
                    .flatMapToDouble(Arrays::stream)
                    .map(d -> epsilon * d)
                    .toArray()));
    return deltas;
  }

  private Map<CellType, Agreement> agreements(StepReading reading) {
    Map<CellType, Agreement> agreements = new LinkedHashMap<>();
    reading
        .cellGradients()
        .forEach(
            (type, gradients) ->
                alignment.of(gradients).ifPresent(agreement -> agreements.put(type, agreement)));
    return agreements;
  }
}
