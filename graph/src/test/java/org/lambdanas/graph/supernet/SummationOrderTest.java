package org.lambdanas.graph.supernet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.DiscreteNetwork;
import org.lambdanas.graph.network.SoftLabels;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.supernet.SearchOptimizers.WeightSettings;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.train.Adam;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * TensorFlow's AddN adds in place, into the first input that nobody else holds at that moment. With
 * three inputs or more, the order of additions, and so the rounding, is then a matter of timing
 * unless all inputs are its own.
 */
class SummationOrderTest {

  /** Operations whose output may be the very buffer of their first input. */
  private static final Set<String> FORWARDING =
      Set.of("Identity", "Reshape", "Sum", "Mean", "StopGradient", "ExpandDims", "Squeeze", "Cast");

  static Stream<CellSpace> spaces() {
    return Stream.of("nasbench201", "darts", "s1", "s2", "s3", "s4")
        .map(SearchSpaces::cellSpaceById);
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void aSearchAddsWhatIsItsOwn(CellSpace space) {
    assertSearches(space, ExecutionOptions.CPU);
  }

  @Test
  void severalDevicesAddWhatIsTheirOwn() {
    ExecutionOptions devices = new ExecutionOptions("cpu:0,cpu:1,cpu:2", 0, 0);
    assertSearches(NasBench201Space.INSTANCE, devices);
    assertSearches(DartsSpace.S4, devices);
  }

  private static void assertSearches(CellSpace space, ExecutionOptions options) {
    try (GraphRuntime runtime = new GraphRuntime(Precision.FLOAT32, options)) {
      int depth = space.equals(NasBench201Space.INSTANCE) ? 1 : 3;
      SuperNetworkSpec spec =
          new SuperNetworkSpec(space, new NetworkSize(4, depth, 3, 4), 16, 1e-3);
      SuperNetwork network = new SuperNetwork(runtime, spec, new Seed(1));
      SearchOptimizers optimizers =
          new SearchOptimizers(
              network, new WeightSettings(.9, 3e-4, 5), new Adam.Settings(3e-4, .5, .999, 1e-8, 0));
      Readings readings = new Readings(network, Alignment.CORRELATION);
      new AlphaStep(optimizers, readings);
      new CentralWeightStep(optimizers, readings, network.cellTypes(), 1e-3);
      new ExactWeightStep(optimizers, readings, network.cellTypes());
      assertThat(contested(runtime.definition().getNodeList())).isEmpty();
    }
  }

  @Test
  void aTrainingAddsWhatIsItsOwn() {
    assertTrains(
        NasBench201Space.INSTANCE,
        "|skip_connect~0|+|skip_connect~0|nor_conv_3x3~1|"
            + "+|skip_connect~0|skip_connect~1|skip_connect~2|");
    assertTrains(
        DartsSpace.DARTS,
        "Genotype(normal=[('skip_connect', 0), ('skip_connect', 1), ('skip_connect', 0),"
            + " ('max_pool_3x3', 2), ('max_pool_3x3', 0), ('max_pool_3x3', 2),"
            + " ('max_pool_3x3', 0), ('skip_connect', 2)], normal_concat=range(2, 6),"
            + " reduce=[('skip_connect', 0), ('max_pool_3x3', 1), ('skip_connect', 0),"
            + " ('skip_connect', 2), ('skip_connect', 2), ('skip_connect', 1),"
            + " ('skip_connect', 2), ('skip_connect', 3)], reduce_concat=range(2, 6))");
  }

  private static void assertTrains(CellSpace space, String text) {
    try (GraphRuntime runtime = new GraphRuntime(Precision.FLOAT32, ExecutionOptions.CPU)) {
      NetworkSize size = new NetworkSize(4, space.equals(NasBench201Space.INSTANCE) ? 1 : 4, 3, 4);
      NetworkPlan plan = space.plan(size).withAuxiliaryHead();
      DiscreteNetwork network =
          new DiscreteNetwork(
              NetworkInputs.of(runtime, Shape.of(16, 16, 3), new Seed(1)),
              NetworkParameters.of(runtime, "", new Seed(1)),
              new ArchitectureDefinition(space, space.parse(text), plan),
              BatchNormMode.TRAINING);
      network.gradients(network.judged(SoftLabels.PLAIN, 1).loss()).inWeights().weights();
      assertThat(contested(runtime.definition().getNodeList())).isEmpty();
    }
  }

  /** Sums of three or more with an input that someone else reads too. */
  private static List<String> contested(List<NodeDef> nodes) {
    Map<String, NodeDef> byName = new HashMap<>();
    Map<String, Set<String>> readers = new HashMap<>();
    for (NodeDef node : nodes) {
      byName.put(node.getName(), node);
      for (String input : node.getInputList()) {
        if (!input.startsWith("^")) {
          readers.computeIfAbsent(plain(input), key -> new HashSet<>()).add(node.getName());
        }
      }
    }
    List<String> found = new ArrayList<>();
    for (NodeDef node : nodes) {
      List<String> inputs = node.getInputList().stream().filter(i -> !i.startsWith("^")).toList();
      if (!node.getOp().equals("AddN") || inputs.size() < 3) {
        continue;
      }
      for (String input : inputs) {
        String buffer = plain(input);
        while (readersOf(readers, buffer).size() == 1
            && FORWARDING.contains(node(byName, buffer).getOp())) {
          buffer = plain(node(byName, buffer).getInput(0));
        }
        if (readersOf(readers, buffer).size() > 1) {
          found.add(node.getName() + " reads " + buffer + " like " + readersOf(readers, buffer));
        }
      }
    }
    return found;
  }

  private static Set<String> readersOf(Map<String, Set<String>> readers, String tensor) {
    return readers.getOrDefault(tensor, Set.of());
  }

  private static NodeDef node(Map<String, NodeDef> byName, String tensor) {
    return requireNonNull(byName.get(name(tensor)));
  }

  private static String plain(String input) {
    return input.endsWith(":0") ? input.substring(0, input.length() - 2) : input;
  }

  private static String name(String tensor) {
    int colon = tensor.lastIndexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }
}
