package org.lambdanas.graph.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Puts the operations that TensorFlow added by itself, which are gradients, on the devices of what
 * they are computed from. Left alone, all of them go to the first device, whatever the device of
 * the network.
 */
final class Placement {

  private final String first;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, String> devices = new HashMap<>();

  private Placement(GraphDef definition, String first) {
    this.first = first;
    for (NodeDef node : definition.getNodeList()) {
      nodes.put(node.getName(), node);
      if (!node.getDevice().isEmpty()) {
        devices.put(node.getName(), node.getDevice());
      }
    }
  }

  /**
   * The same graph with a device for every operation: the first for what belongs to none in
   * particular.
   */
  static GraphDef of(GraphDef definition, String first) {
    Placement placement = new Placement(definition, first);
    GraphDef.Builder placed = definition.toBuilder();
    placed.getNodeBuilderList().forEach(node -> node.setDevice(placement.device(node.getName())));
    return placed.build();
  }

  private String device(String name) {
    Deque<String> open = new ArrayDeque<>();
    open.push(name);
    while (!open.isEmpty()) {
      String top = open.element();
      if (devices.containsKey(top)) {
        open.pop();
        continue;
      }
      boolean ready = true;
      for (NodeOutput input : NodeOutput.inputsOf(node(top))) {
        if (!devices.containsKey(input.operation())) {
          open.push(input.operation());
          ready = false;
        }
      }
      if (ready) {
        devices.put(top, amongInputs(node(top)));
        open.pop();
      }
    }
    return devices.getOrDefault(name, first);
  }

  /**
   * Values of one other device, and of the first, which holds what all share, meet on the other.
   */
  private String amongInputs(NodeDef node) {
    Set<String> seen = new HashSet<>();
    for (NodeOutput input : NodeOutput.inputsOf(node)) {
      seen.add(devices.getOrDefault(input.operation(), first));
    }
    boolean sum = node.getOp().equals("AddN") && seen.size() > 1;
    seen.remove(first);
    return seen.size() == 1 && !sum ? seen.iterator().next() : first;
  }

  private NodeDef node(String name) {
    NodeDef node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException("the graph has no operation " + name);
    }
    return node;
  }
}
