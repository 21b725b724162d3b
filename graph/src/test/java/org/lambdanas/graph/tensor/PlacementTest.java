package org.lambdanas.graph.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class PlacementTest {

  private static final String FIRST = "/device:GPU:2";
  private static final String OTHER = "/device:GPU:0";
  private static final String THIRD = "/device:GPU:1";

  private final GraphDef.Builder graph = GraphDef.newBuilder();

  private void node(String name, String type, String device, String... inputs) {
    graph.addNode(
        NodeDef.newBuilder()
            .setName(name)
            .setOp(type)
            .setDevice(device)
            .addAllInput(List.of(inputs)));
  }

  private Map<String, String> placed() {
    Map<String, String> devices = new LinkedHashMap<>();
    Placement.of(graph.build(), FIRST)
        .getNodeList()
        .forEach(node -> devices.put(node.getName(), node.getDevice()));
    return devices;
  }

  @Test
  void gradientsAreWhereTheirNetworkIs() {
    node("weight", "ReadVariableOp", FIRST);
    node("map", "Conv2D", OTHER, "weight");
    node("own map", "Conv2D", FIRST, "weight");
    node("gradient", "Conv2DBackpropFilter", "", "map", "weight", "one:0");
    node("next", "Identity", "", "gradient:0", "^own map");
    node("own gradient", "Conv2DBackpropFilter", "", "own map");
    node("one", "Const", "");
    assertThat(placed())
        .containsEntry("gradient", OTHER)
        .containsEntry("next", OTHER)
        .containsEntry("own gradient", FIRST)
        .containsEntry("one", FIRST)
        .containsEntry("map", OTHER)
        .containsEntry("weight", FIRST);
  }

  @Test
  void whatComesFromSeveralDevicesIsOnTheFirst() {
    node("a", "Relu", OTHER);
    node("b", "Relu", THIRD);
    node("c", "Relu", FIRST);
    node("both", "Mul", "", "a", "b");
    node("sum", "AddN", "", "a", "c");
    node("sum of one", "AddN", "", "a", "a:1");
    assertThat(placed())
        .containsEntry("both", FIRST)
        .containsEntry("sum", FIRST)
        .containsEntry("sum of one", OTHER);
  }
}
