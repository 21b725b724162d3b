package org.lambdanas.search.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.OperationLatency;

class LimitedDerivationTest {

  private static final ModelSize SMALL =
      ModelSize.newBuilder()
          .setChannels(4)
          .setCells(3)
          .setImageChannels(3)
          .setClasses(10)
          .setImageSize(16)
          .build();

  static Stream<CellSpace> spaces() {
    return SearchSpaces.all().stream().map(SearchSpace::relaxation).flatMap(Optional::stream);
  }

  private static List<Limit> limits(CellSpace space, String... texts) {
    return Budget.of(
            new Costs(space, Optional.of(SMALL), Optional.empty())
                .resolve(BudgetConfig.newBuilder().addAllLimits(List.of(texts)).build()))
        .limits();
  }

  private static Map<CellType, double[][]> mixing(CellSpace space, SplittableRandom random) {
    Map<CellType, double[][]> mixing = new LinkedHashMap<>();
    for (CellType type : space.cellTypes()) {
      double[][] rows = new double[type.edges()][type.operations()];
      for (double[] row : rows) {
        Arrays.setAll(row, o -> Math.exp(random.nextGaussian()));
        double sum = Arrays.stream(row).sum();
        Arrays.setAll(row, o -> row[o] / sum);
      }
      mixing.put(type, rows);
    }
    return mixing;
  }

  private static Architecture free(CellSpace space, Map<CellType, double[][]> mixing) {
    return space.derive(
        mixing.entrySet().stream()
            .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue)));
  }

  /** Costs as sums of operations are what the whole network costs. */
  @ParameterizedTest
  @MethodSource("spaces")
  void costsAddUp(CellSpace space) {
    SplittableRandom random = new Seed(1).random();
    NetworkSize size = new NetworkSize(4, 3, 3, 10);
    for (int i = 0; i < 30; i++) {
      Architecture drawn = space.sample(random);
      NetworkCost whole = NetworkCost.ofArchitecture(space, drawn, size, 16);
      for (Limit limit : limits(space, "params=1M", "macs=1G")) {
        double sum = limit.cost().byEdge(space).orElseThrow().of(space, drawn);
        assertThat(sum)
            .isEqualTo(
                (double)
                    (limit.cost().name().equals("params")
                        ? whole.weights()
                        : whole.multiplyAccumulates()));
        assertThat(limit.cost().of(drawn)).isEqualTo(sum);
      }
    }
  }

  /** Of every member of a space that can be counted off, and of many random ones of others. */
  @ParameterizedTest
  @MethodSource("spaces")
  void nothingWithinTheLimitsIsBetter(CellSpace space) {
    SplittableRandom random = new Seed(2).random();
    List<Architecture> others = new ArrayList<>();
    if (space.enumeration().filter(all -> all.size() < 20_000).isPresent()) {
      others.addAll(space.members());
    } else {
      for (int i = 0; i < 3000; i++) {
        others.add(space.sample(random));
      }
    }
    List<Limit> unlimited = limits(space, "params=1G", "macs=100G");
    double[] params =
        others.stream().mapToDouble(a -> unlimited.get(0).cost().of(a)).sorted().toArray();
    double[] macs =
        others.stream().mapToDouble(a -> unlimited.get(1).cost().of(a)).sorted().toArray();
    for (double share : new double[] {0, 0.05, 0.5}) {
      LimitedDerivation derivation =
          new LimitedDerivation(
              space,
              limits(
                  space,
                  "params=" + (long) params[(int) (share * params.length)],
                  "macs=" + (long) macs[(int) ((share + 0.1) * macs.length)]));
      Map<CellType, double[][]> mixing = mixing(space, random);
      Architecture free = free(space, mixing);
      Architecture found = derivation.derive(mixing, free);
      space.validate(found);
      assertThat(derivation.limits())
          .allSatisfy(l -> assertThat(l.cost().of(found)).isLessThanOrEqualTo(l.most()));
      double weight = derivation.logWeight(mixing, found);
      assertThat(weight).isLessThanOrEqualTo(derivation.logWeight(mixing, free) + 1e-9);
      List<Architecture> rivals = new ArrayList<>(others);
      rivals.addAll(space.neighbours(found));
      rivals.stream()
          .filter(a -> derivation.limits().stream().allMatch(l -> l.cost().of(a) <= l.most()))
          .forEach(
              a -> assertThat(derivation.logWeight(mixing, a)).isLessThanOrEqualTo(weight + 1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void whatKeepsTheLimitsAnywayIsTakenAsItIs(CellSpace space) {
    SplittableRandom random = new Seed(3).random();
    LimitedDerivation derivation = new LimitedDerivation(space, limits(space, "params=1G"));
    for (int i = 0; i < 5; i++) {
      Map<CellType, double[][]> mixing = mixing(space, random);
      Architecture free = free(space, mixing);
      assertThat(derivation.derive(mixing, free)).isEqualTo(free);
      // And it is what the exact search comes to by itself: another cell passes the limit first.
      Architecture other = space.mutate(free, random);
      assertThat(derivation.logWeight(mixing, other))
          .isLessThanOrEqualTo(derivation.logWeight(mixing, free) + 1e-12);
    }
  }

  @Test
  void whatNoCellKeepsIsRefusedAtOnce() {
    CellSpace space = SearchSpaces.cellSpaceById("nasbench201");
    assertThatThrownBy(() -> new LimitedDerivation(space, limits(space, "params=10")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--limit params=10: no cell of nasbench201 keeps it");
  }

  @Test
  void liveOperationsAreCountedOfEveryMember() {
    CellSpace space = SearchSpaces.cellSpaceById("nasbench201");
    LatencyModel model =
        LatencyModel.newBuilder()
            .setSpace("nasbench201")
            .setLive(true)
            .setIntercept(1)
            .addOperations(
                OperationLatency.newBuilder()
                    .setOperation("normal/nor_conv_3x3")
                    .setMilliseconds(1))
            .build();
    Limit limit = new Limit(new PredictedLatency("latency:x", model), 2.5);
    LimitedDerivation derivation = new LimitedDerivation(space, List.of(limit));
    Map<CellType, double[][]> mixing = mixing(space, new Seed(4).random());
    Architecture found = derivation.derive(mixing, free(space, mixing));
    assertThat(limit.cost().of(found)).isLessThanOrEqualTo(2.5);
    assertThat(derivation.logWeight(mixing, found))
        .isCloseTo(
            space.members().stream()
                .filter(a -> limit.cost().of(a) <= 2.5)
                .map(a -> derivation.logWeight(mixing, a))
                .max(Comparator.naturalOrder())
                .orElseThrow(),
            within(0.0));
  }

  @Test
  void theMixtureIsExpectedToCostTheMeanOfWhatItsEdgesDo() {
    CellSpace space = SearchSpaces.cellSpaceById("darts");
    Limit limit = limits(space, "params=100k").get(0);
    EdgeCosts shares = new LimitedDerivation(space, List.of(limit)).expectedShares().get(0);
    double expected = shares.fixed();
    for (Map.Entry<CellType, double[][]> table : shares.byType().entrySet()) {
      for (double[] row : table.getValue()) {
        expected += Arrays.stream(row).sum() / row.length;
      }
    }
    SplittableRandom random = new Seed(5).random();
    double mean = 0;
    for (int i = 0; i < 4000; i++) {
      mean += limit.cost().of(space.sample(random)) / 4000 / limit.most();
    }
    assertThat(expected).isCloseTo(mean, within(0.02 * mean));
  }
}
