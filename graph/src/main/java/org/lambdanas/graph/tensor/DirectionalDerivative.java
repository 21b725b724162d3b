package org.lambdanas.graph.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.family.TFloating;

/**
 * Adds derivatives along a direction to a graph: differentiation in forward mode, from the inputs
 * that move to the targets, by {@link TangentRules}. It goes through gradients that are in the
 * graph already, so it gives products with second derivatives for little more than the gradient
 * itself.
 */
final class DirectionalDerivative {

  private final Graph graph;
  private final Ops tf;
  private final Precision precision;
  private final List<NodeDef> nodes;

  /** By operation and output: the derivative of everything that moves. */
  private final Map<String, Map<Integer, Operand<TFloating>>> tangents = new HashMap<>();

  private final Memory memory = new Memory(new HashMap<>(), new HashMap<>(), new HashSet<>());

  DirectionalDerivative(Graph graph, GraphDef definition, Ops tf, Precision precision) {
    this.graph = graph;
    this.tf = tf;
    this.precision = precision;
    // In the order they were made in, hence every operation after its inputs.
    this.nodes = definition.getNodeList();
  }

  /**
   * What the rules of one direction share.
   *
   * @param values what several operations need alike
   * @param made operations that belong to an operation of the graph and serve others too
   * @param wanted outputs on which the targets depend
   */
  record Memory(
      Map<String, Operand<TFloating>> values,
      Map<String, Operation> made,
      Set<NodeOutput> wanted) {}

  /** The derivatives of the targets; zeros for those that do not move. */
  List<Operand<TFloating>> of(
      List<Operand<TFloating>> targets,
      List<Operand<TFloating>> by,
      List<Operand<TFloating>> directions) {
    for (int i = 0; i < by.size(); i++) {
      put(by.get(i).op().name(), Map.of(by.get(i).asOutput().index(), directions.get(i)));
    }
    Set<String> needed = upstream(targets);
    for (NodeDef node : nodes) {
      if (needed.contains(node.getName()) && !tangents.containsKey(node.getName())) {
        visit(node);
      }
    }
    List<Operand<TFloating>> result = new ArrayList<>();
    for (Operand<TFloating> target : targets) {
      Operand<TFloating> tangent =
          tangents.getOrDefault(target.op().name(), Map.of()).get(target.asOutput().index());
      result.add(tangent == null ? tf.zerosLike(target) : tangent);
    }
    return result;
  }

  private void put(String operation, Map<Integer, Operand<TFloating>> outputs) {
    tangents.computeIfAbsent(operation, k -> new TreeMap<>()).putAll(outputs);
  }

  private void visit(NodeDef node) {
    Map<Integer, Operand<TFloating>> moving = new TreeMap<>();
    List<NodeOutput> inputs = NodeOutput.inputsOf(node);
    for (int i = 0; i < inputs.size(); i++) {
      NodeOutput input = inputs.get(i);
      Operand<TFloating> tangent =
          tangents.getOrDefault(input.operation(), Map.of()).get(input.output());
      if (tangent != null) {
        moving.put(i, tangent);
      }
    }
    if (moving.isEmpty() || !hasFloatingOutput(node)) {
      return;
    }
    // Nothing is made before everything that moves has come: the maps and gradients that do not
    // move are there from the start, and what is made of them would be kept for long.
    Ops late = tf.withControlDependencies(List.<Op>copyOf(moving.values()));
    TangentSite site =
        new TangentSite(
            late, tf, memory, precision, node, graph.operationOrThrow(node.getName()), moving);
    put(node.getName(), TangentRules.of(site).tangents(site));
  }

  /** Shapes, comparisons and indices say nothing of small moves. */
  private boolean hasFloatingOutput(NodeDef node) {
    return precision.has(graph.operationOrThrow(node.getName()).output(0).type());
  }

  private Set<String> upstream(List<Operand<TFloating>> targets) {
    Set<String> needed = new HashSet<>();
    for (Operand<TFloating> target : targets) {
      needed.add(target.op().name());
      memory.wanted().add(new NodeOutput(target.op().name(), target.asOutput().index()));
    }
    for (int n = nodes.size() - 1; n >= 0; n--) {
      NodeDef node = nodes.get(n);
      if (needed.contains(node.getName())) {
        NodeOutput.inputsOf(node).stream()
            .filter(memory.wanted()::add)
            .forEach(source -> needed.add(source.operation()));
      }
    }
    return needed;
  }
}
