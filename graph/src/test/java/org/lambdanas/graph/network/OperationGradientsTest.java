package org.lambdanas.graph.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.LayerProbe;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.network.OperationBuilder.Site;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Gradients of whole operations and blocks against differences. */
class OperationGradientsTest {

  private static final double TOLERANCE = 1e-7;

  @ParameterizedTest
  @CsvSource({
    "SKIP_CONNECT, 1",
    "AVG_POOL_3X3, 1",
    "AVG_POOL_3X3, 2",
    "NOR_CONV_1X1, 1",
    "NOR_CONV_1X1, 2",
    "NOR_CONV_3X3, 1",
    "NOR_CONV_3X3, 2",
    "SKIP_CONNECT, 2",
    "MAX_POOL_3X3, 1",
    "MAX_POOL_3X3, 2",
    "SEP_CONV_3X3, 1",
    "SEP_CONV_3X3, 2",
    "SEP_CONV_5X5, 1",
    "DIL_CONV_3X3, 1",
    "DIL_CONV_3X3, 2",
    "DIL_CONV_5X5, 1",
    "DIL_CONV_5X5, 2"
  })
  void operationsOfTheSuperNetworkAndTheDiscreteNetwork(Operation operation, int stride) {
    boolean evenOnly = operation == Operation.SKIP_CONNECT && stride == 2;
    for (int side : evenOnly ? new int[] {4, 6} : new int[] {4, 5}) {
      for (boolean mixed : new boolean[] {true, false}) {
        try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, side)) {
          Parameter x = probe.input("x", 2, side, side, 2);
          Parameter p = probe.input("p", new double[] {.3});
          Layers<Operand<TFloating>> layers = probe.layers(BatchNormMode.TRAINING);
          Operand<TFloating> y =
              new OperationBuilder<>(layers)
                  .build(
                      operation,
                      new Site<>(
                          "o",
                          new CellState<>(layers, x.value()),
                          2,
                          stride,
                          !mixed,
                          mixed && operation == Operation.MAX_POOL_3X3,
                          mixed ? p.value() : null))
                  .orElseThrow();
          // Behind a batch norm some input of the second rectifier lies close to zero.
          boolean kinks = operation.id().startsWith("sep_conv");
          assertThat(probe.gradientError(y, kinks ? 1e-5 : 1e-3))
              .as("%s on side %d, mixed %s", operation, side, mixed)
              .isLessThan(kinks ? 1e-6 : TOLERANCE);
        }
      }
    }
  }

  @Test
  void noneIsNothingAtAll() {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 1)) {
      Parameter x = probe.input("x", 2, 4, 4, 2);
      Layers<Operand<TFloating>> layers = probe.layers(BatchNormMode.TRAINING);
      Optional<Operand<TFloating>> y =
          new OperationBuilder<>(layers)
              .build(
                  Operation.NONE,
                  new Site<>("o", new CellState<>(layers, x.value()), 2, 1, true, false, null));
      assertThat(y).isEmpty();
    }
  }

  @Test
  void residualBlockAndHead() {
    NetworkSize size = new NetworkSize(2, 1, 2, 3);
    NetworkPlan plan =
        new NetworkPlan(size, List.of(new NetworkPlan.Residual(3), new NetworkPlan.Head(true)));
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 5)) {
      Parameter x = probe.input("x", 2, 4, 4, 2);
      // Rectifiers behind batch norm have their kink anywhere: a small step stays off it.
      assertThat(probe.gradientError(mixed(probe, plan, x), 1e-5)).isLessThan(TOLERANCE);
    }
  }

  @Test
  void wholeCellWithItsSharedStates() {
    NetworkSize size = new NetworkSize(2, 1, 2, 3);
    NetworkPlan plan =
        new NetworkPlan(
            size,
            List.of(
                new NetworkPlan.Cell(NasBench201Space.INSTANCE.cellTypes().get(0), 2, false),
                new NetworkPlan.Head(false)));
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 6)) {
      Parameter x = probe.input("x", 2, 3, 3, 2);
      assertThat(probe.gradientError(mixed(probe, plan, x), 1e-5)).isLessThan(TOLERANCE);
    }
  }

  /** Cuts, joins, projections, pools between, channels that do not come out even. */
  @Test
  void cellsWithOperationsOnVertices() {
    NasBench101Space space = NasBench101Space.INSTANCE;
    NetworkSize size = new NetworkSize(4, 1, 2, 3);
    NetworkPlan plan =
        new NetworkPlan(
            size,
            List.of(
                new NetworkPlan.Stem(2, true),
                new NetworkPlan.Vertices(4),
                new NetworkPlan.Pool(),
                new NetworkPlan.Vertices(5),
                new NetworkPlan.Head(false)));
    for (String cell :
        List.of(
            "input conv3x3(0) conv1x1(0) maxpool3x3(1,2) conv3x3(1) output(0,2,3,4)",
            "input maxpool3x3(0) conv3x3(0,1) output(2)",
            "input output(0)")) {
      try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 7)) {
        Parameter x = probe.input("x", 2, 4, 4, 2);
        Operand<TFloating> y =
            new NetworkBuilder<>(probe.layers(BatchNormMode.TRAINING))
                .discreteNetwork(space, space.parse(cell), plan, x.value())
                .logits();
        assertThat(probe.gradientError(y, 1e-6)).as(cell).isLessThan(1e-6);
      }
    }
  }

  /** A super-network whose 30 mixing weights are inputs of their own. */
  private static Operand<TFloating> mixed(LayerProbe probe, NetworkPlan plan, Parameter x) {
    Layers<Operand<TFloating>> layers = probe.layers(BatchNormMode.TRAINING);
    return new NetworkBuilder<>(layers)
        .superNetwork(
            plan,
            x.value(),
            (cell, type, e, o) ->
                probe.input("p" + cell + "/" + e + "/" + o, new double[] {.1 + .05 * o}).value());
  }
}
