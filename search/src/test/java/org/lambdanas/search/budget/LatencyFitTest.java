package org.lambdanas.search.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.LatencyModel;

class LatencyFitTest {

  private static LatencyModel measured(
      NetworkSpace space, List<Architecture> cells, ToDoubleFunction<Architecture> milliseconds) {
    LatencyModel.Builder model = LatencyModel.newBuilder().setSpace(space.id());
    for (Architecture cell : cells) {
      model.addMeasurements(
          LatencyMeasurement.newBuilder()
              .setArchitecture(cell)
              .setMilliseconds(milliseconds.applyAsDouble(cell)));
    }
    return model.build();
  }

  private static double sum(NetworkSpace space, Architecture cell, boolean live) {
    return 2
        + OperationCounts.of(space, cell, live).entrySet().stream()
            .mapToDouble(e -> e.getValue() * (1 + Math.floorMod(e.getKey().hashCode(), 7)))
            .sum();
  }

  /** A machine that takes its time for each operation is known from few networks. */
  @ParameterizedTest
  @ValueSource(strings = {"nasbench201", "nasbench101", "darts"})
  void whatIsASumIsFound(String id) {
    NetworkSpace space = SearchSpaces.networkSpaceById(id);
    List<Architecture> plan = LatencyFit.plan(space, 40, new Seed(1));
    assertThat(plan).hasSize(40).doesNotHaveDuplicates();
    LatencyModel model = LatencyFit.of(measured(space, plan, cell -> sum(space, cell, false)));
    Validation.check(model);
    PredictedLatency latency = new PredictedLatency("latency", model);
    var random = new Seed(2).random();
    for (int i = 0; i < 50; i++) {
      Architecture cell = space.sample(random);
      double truth = sum(space, cell, false);
      assertThat(latency.of(cell)).isCloseTo(truth, within(0.03 * truth));
    }
    assertThat(model.getHeldOutError()).isLessThan(0.03);
    assertThat(model.getHeldOutSpearman()).isGreaterThan(0.97);
  }

  @Test
  void operationsThatAreNotUsedCountWhereTheMachineRunsThem() {
    NetworkSpace space = SearchSpaces.networkSpaceById("nasbench201");
    List<Architecture> plan = LatencyFit.plan(space, 60, new Seed(3));
    assertThat(LatencyFit.of(measured(space, plan, c -> sum(space, c, true))).getLive()).isTrue();
    assertThat(LatencyFit.of(measured(space, plan, c -> sum(space, c, false))).getLive()).isFalse();
  }

  /** Ten networks tell, too, though their latencies are noisy. */
  @Test
  void fewMeasurementsTellWhetherOperationsThatAreNotUsedCount() {
    NetworkSpace space = SearchSpaces.networkSpaceById("nasbench201");
    int[] right = new int[2];
    for (int seed = 0; seed < 20; seed++) {
      List<Architecture> plan = LatencyFit.plan(space, 10, new Seed(seed));
      for (boolean live : new boolean[] {false, true}) {
        ToDoubleFunction<Architecture> noisy =
            cell -> sum(space, cell, live) * (1 + 0.05 * Math.sin(cell.hashCode()));
        right[live ? 1 : 0] +=
            LatencyFit.of(measured(space, plan, noisy)).getLive() == live ? 1 : 0;
      }
    }
    assertThat(right[0]).isGreaterThanOrEqualTo(18);
    assertThat(right[1]).isGreaterThanOrEqualTo(18);
  }

  /** The errors of networks left out are what fits without each of them come to. */
  @Test
  void errorsAreThoseOfFitsToTheOthers() {
    NetworkSpace space = SearchSpaces.networkSpaceById("nasbench201");
    List<Architecture> plan = LatencyFit.plan(space, 12, new Seed(4));
    ToDoubleFunction<Architecture> noisy =
        cell -> sum(space, cell, false) * (1 + 0.1 * Math.sin(cell.hashCode()));
    LatencyModel whole = LatencyFit.of(measured(space, plan, noisy));
    assertThat(whole.getHeldOutError()).isBetween(0.005, 0.5);
    LatencyModel exact = LatencyFit.of(measured(space, plan, cell -> sum(space, cell, false)));
    assertThat(exact.getHeldOutError()).isLessThan(whole.getHeldOutError());
  }

  @Test
  void tooFewAreRefused() {
    NetworkSpace space = SearchSpaces.networkSpaceById("nasbench201");
    List<Architecture> plan = LatencyFit.plan(space, 2, new Seed(4));
    assertThatThrownBy(() -> LatencyFit.of(measured(space, plan, cell -> 1)))
        .isInstanceOf(DataException.class)
        .hasMessage("2 latencies are too few for a model: measure at least 3 networks");
  }
}
