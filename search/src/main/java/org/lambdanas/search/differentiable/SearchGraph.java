package org.lambdanas.search.differentiable;

import java.util.Optional;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.supernet.Evaluator;
import org.lambdanas.graph.supernet.Readings;
import org.lambdanas.graph.supernet.SearchOptimizers;
import org.lambdanas.graph.supernet.SuperNetwork;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.machine.NativeTensorFlow;

/** The graph of a bilevel search, with initial weights: super-network, optimisers, steps. */
public final class SearchGraph implements AutoCloseable {

  private final GraphRuntime runtime;
  private final SuperNetwork network;
  private final SearchOptimizers optimizers;
  private final SearchIteration iteration;
  private final Optional<Evaluator> evaluator;

  /**
   * Builds the graph and draws the initial weights.
   *
   * @param config resolved configuration: method, optimisers, precision, device and seed
   * @param spec the super-network
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used
   */
  public SearchGraph(SearchConfig config, SuperNetworkSpec spec) {
    this(config, spec, SearchLimits.of(config));
  }

  /** The same with limits that are known already. */
  SearchGraph(SearchConfig config, SuperNetworkSpec spec, SearchLimits limits) {
    ExecutionOptions execution = ExecutionOptions.of(config.getExecution()).forWideGraph();
    // TensorFlow itself would go on without a word on the CPU.
    NativeTensorFlow.load().require(execution);
    this.runtime = new GraphRuntime(Settings.precision(config), execution);
    try {
      this.network = new SuperNetwork(runtime, spec, new Seed(config.getSeed()).child("network"));
      this.optimizers =
          new SearchOptimizers(network, Settings.weights(config), Settings.alpha(config));
      this.iteration =
          new SearchIteration(
              config,
              optimizers,
              new Readings(network, Settings.alignment(config)),
              limits.penalty());
      this.evaluator =
          config.getEvaluate() ? Optional.of(new Evaluator(network)) : Optional.empty();
      optimizers.initialise();
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /** One iteration of the search; where alpha does not move, it is only looked at. */
  public StepOutcome iterate(Batch train, Batch validation, Rates rates, boolean alphaMoves) {
    try (StepScope scope = new StepScope()) {
      return iteration.run(
          FedBatch.of(scope, runtime.precision(), train),
          FedBatch.of(scope, runtime.precision(), validation),
          rates,
          alphaMoves);
    }
  }

  /** Evaluates a batch with running statistics; of a search that is to evaluate. */
  Evaluation evaluate(Batch batch) {
    try (StepScope scope = new StepScope()) {
      return evaluator
          .orElseThrow()
          .evaluate(scope, FedBatch.of(scope, runtime.precision(), batch));
    }
  }

  /**
   * The graph and its session.
   *
   * @return the runtime; closed with this
   */
  public GraphRuntime runtime() {
    return runtime;
  }

  /** What is searched. */
  public SuperNetwork network() {
    return network;
  }

  SearchOptimizers optimizers() {
    return optimizers;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
