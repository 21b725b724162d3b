package org.lambdanas.graph.space;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a node of a recurrent cell of NAS-Bench-NLP computes (Klyuchnikov et al., NAS-Bench-NLP,
 * section 3). Sums, products and linear layers do not depend on the order of their inputs: a linear
 * layer has a weight matrix of its own for each of them.
 */
enum RecurrentOperation {
  /** Sum of a matrix times each input, and a bias. */
  LINEAR("linear", 1, 3, false),
  /** {@code z * a + (1 - z) * b} of the inputs z, a, b. */
  BLEND("blend", 3, 3, true),
  /** Product of the inputs, element by element. */
  PROD("elementwise_prod", 2, 3, false),
  /** Sum of the inputs. */
  SUM("elementwise_sum", 2, 3, false),
  /** Hyperbolic tangent. */
  TANH("activation_tanh", 1, 1, false),
  /** Logistic function. */
  SIGMOID("activation_sigm", 1, 1, false),
  /** ReLU with a slope below zero. */
  LEAKY_RELU("activation_leaky_relu", 1, 1, false);

  static final List<RecurrentOperation> ALL = List.of(values());

  private final String id;
  private final int fewestInputs;
  private final int mostInputs;
  private final boolean ordered;

  RecurrentOperation(String id, int fewestInputs, int mostInputs, boolean ordered) {
    this.id = id;
    this.fewestInputs = fewestInputs;
    this.mostInputs = mostInputs;
    this.ordered = ordered;
  }

  String id() {
    return id;
  }

  /** How many inputs it takes, in words. */
  String takes() {
    return fewestInputs == mostInputs ? "" + mostInputs : fewestInputs + " to " + mostInputs;
  }

  /** Whether the inputs have different roles. */
  boolean ordered() {
    return ordered;
  }

  boolean takes(int inputs) {
    return inputs >= fewestInputs && inputs <= mostInputs;
  }

  static Optional<RecurrentOperation> byId(String id) {
    return Arrays.stream(values()).filter(operation -> operation.id.equals(id)).findFirst();
  }
}
