package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.family.TFloating;

/**
 * One step of the architecture parameters on a validation batch: a single run that computes the
 * gradients, reads them and applies Adam. Weights do not change.
 */
public final class AlphaStep {

  private final SuperNetwork network;
  private final Readings readings;
  private final Map<CellType, PlaceholderWithDefault<TFloating>> gradients = new LinkedHashMap<>();
  private final List<Op> update;

  /** Adds the step to the graph. */
  public AlphaStep(SearchOptimizers optimizers, Readings readings) {
    this(optimizers, readings, Optional.empty());
  }

  /**
   * Adds the step to the graph.
   *
   * @param penalty on what passes limits; empty: there are none
   */
  public AlphaStep(SearchOptimizers optimizers, Readings readings, Optional<CostPenalty> penalty) {
    this.network = optimizers.network();
    this.readings = readings;
    List<Parameter> alpha = new ArrayList<>();
    List<Operand<TFloating>> by = new ArrayList<>();
    for (CellType type : network.cellTypes()) {
      alpha.add(network.alpha(type));
      // The gradient can be replaced: the unrolled one is put together from several runs.
      PlaceholderWithDefault<TFloating> gradient =
          network
              .runtime()
              .ops()
              .placeholderWithDefault(network.alphaGradient(type), network.alpha(type).shape());
      gradients.put(type, gradient);
      by.add(gradient);
    }
    this.update =
        optimizers.adam().update(alpha, penalty.map(p -> p.addedTo(network, by)).orElse(by));
  }

  /** Runs the step with the loss gradient of the batch (first order); reads before the update. */
  public StepReading run(StepScope scope, FedBatch batch) {
    return read(scope, batch, update);
  }

  /** Reads only: alpha stays as it is, and so does what Adam remembers. */
  public StepReading read(StepScope scope, FedBatch batch) {
    return read(scope, batch, List.of());
  }

  private StepReading read(StepScope scope, FedBatch batch, List<Op> targets) {
    GraphRun runner = network.runner(batch);
    readings.fetch(runner);
    targets.forEach(runner::addTarget);
    return readings.of(network.runtime().run(scope, runner), batch);
  }

  /** Applies Adam to gradients computed elsewhere, {@code [edges, operations]} flattened. */
  public void apply(StepScope scope, Map<CellType, double[]> given) {
    GraphRuntime runtime = network.runtime();
    GraphRun runner = runtime.runner();
    gradients.forEach(
        (type, gradient) ->
            runner.feed(
                gradient,
                scope.tensor(
                    runtime.precision(),
                    network.alpha(type).shape(),
                    SuperNetwork.of(given, type))));
    update.forEach(runner::addTarget);
    runtime.run(scope, runner);
  }
}
