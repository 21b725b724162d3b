package org.lambdanas.graph.supernet;

import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.network.Classification;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.tensor.StepScope;

/** A copy of the super-network in inference mode (running statistics), to evaluate it with. */
public final class Evaluator {

  private final SuperNetwork network;
  private final Classification inference;

  /**
   * Adds the copy to the graph. On devices that are named this must be done before the first run.
   */
  public Evaluator(SuperNetwork network) {
    this.network = network;
    this.inference = network.inference();
  }

  /** Evaluates one batch: its part, to be added up. */
  public Evaluation evaluate(StepScope scope, FedBatch batch) {
    return Evaluation.of(scope, network.inputs(), inference, batch);
  }
}
