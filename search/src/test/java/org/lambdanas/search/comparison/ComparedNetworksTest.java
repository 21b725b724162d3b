package org.lambdanas.search.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.search.baseline.BaselineNetworks;
import org.lambdanas.search.baseline.BaselineNetworks.Named;
import org.lambdanas.search.budget.ModelLimits;
import org.lambdanas.search.comparison.ComparedNetworks.Compared;
import org.lambdanas.search.differentiable.DerivedCells;

class ComparedNetworksTest {

  private static ComparedNetworks networks(CellSpace space, Derivation rule, String... methods) {
    NetworkConfig.Builder size = NetworkConfig.newBuilder().setChannels(4);
    space.depth().set(size, 3);
    ComparisonConfig.Builder config =
        ComparisonConfig.newBuilder().addAllMethods(List.of(methods)).addSeeds(1).addSeeds(2);
    config.getSearchBuilder().setSpace(space.id()).setDerivation(rule).setNetwork(size);
    config.getTrainingBuilder().setNetwork(size);
    return new ComparedNetworks(
        config.build(), new BaselineNetworks(space, size.build(), 3, 10, 16));
  }

  static Stream<CellSpace> spaces() {
    return SearchSpaces.all().stream()
        .filter(CellSpace.class::isInstance)
        .map(CellSpace.class::cast);
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void baselinesExistInEverySpace(CellSpace space) {
    ComparedNetworks networks = networks(space, Derivation.DERIVATION_WITHOUT_NONE, "darts");
    assertThat(ComparedNetworks.baselines(networks.config()))
        .containsExactly("random", "largest", "fixed");
    Named random = networks.baseline("random", 1).orElseThrow();
    Named largest = networks.baseline("largest", 1).orElseThrow();
    Named fixed = networks.baseline("fixed", 1).orElseThrow();
    for (Named cell : List.of(random, largest)) {
      space.validate(cell.architecture());
      assertThat(DerivedCells.isFull(space, cell.architecture())).isTrue();
    }
    assertThat(networks.networks().cost(largest).weights())
        .isGreaterThanOrEqualTo(networks.networks().cost(random).weights());
    // No larger than what it is compared with, but for the narrowest.
    assertThat(
            fixed.network().getChannels() == BaselineNetworks.LEAST_CHANNELS
                || networks.networks().cost(fixed).weights()
                    <= networks
                        .networks()
                        .cost(
                            networks
                                .baseline("largest", networks.config().getSeeds(0))
                                .orElseThrow())
                        .weights())
        .isTrue();
  }

  @Test
  void limitsHoldForCellsOfTheSpace() {
    ComparedNetworks free =
        networks(NasBench201Space.INSTANCE, Derivation.DERIVATION_WITH_NONE, "darts");
    BaselineNetworks size = free.networks();
    long most = size.cost(free.baseline("largest", 1).orElseThrow()).weights() / 2;
    ComparisonConfig.Builder limited = free.config().toBuilder();
    limited
        .getSearchBuilder()
        .setBudget(
            ModelLimits.parse(List.of("params=" + most))
                .budget(
                    size.space(),
                    size.size().message(size.imageSize(), size.network().getStem()),
                    Optional.empty(),
                    1));
    ComparedNetworks networks = new ComparedNetworks(limited.build(), size);
    for (String name : List.of("random", "largest")) {
      assertThat(size.cost(networks.baseline(name, 1).orElseThrow()).weights())
          .isLessThanOrEqualTo(most);
    }
    assertThat(networks.baseline("fixed", 1).orElseThrow().origin())
        .endsWith("not held to the limits");
    assertThat(free.baseline("fixed", 1).orElseThrow().origin()).doesNotContain("limits");
  }

  private static ComparedRun run(String method, long seed, String with, String without) {
    return ComparedRun.newBuilder()
        .setMethod(method)
        .setSeed(seed)
        .addCells(cell(Derivation.DERIVATION_WITH_NONE, with))
        .addCells(cell(Derivation.DERIVATION_WITHOUT_NONE, without))
        .build();
  }

  private static DerivedCell.Builder cell(Derivation rule, String text) {
    return DerivedCell.newBuilder()
        .setDerivation(rule)
        .setArchitecture(NasBench201Space.INSTANCE.parse(text));
  }

  @Test
  void whatIsTrainedIsTheCellThatASearchAloneWouldName() {
    String with = "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|";
    String without =
        "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|skip_connect~0|skip_connect~1|nor_conv_3x3~2|";
    List<ComparedRun> runs = List.of(run("random", 1, with, without));
    for (Derivation rule : NasBench201Space.INSTANCE.derivations()) {
      ComparedNetworks networks = networks(NasBench201Space.INSTANCE, rule, "random");
      Architecture found = networks.all(runs).get(0).network().architecture();
      assertThat(NasBench201Space.INSTANCE.format(found))
          .isEqualTo(rule == Derivation.DERIVATION_WITH_NONE ? with : without);
      // A method that is a baseline is none beside itself.
      assertThat(networks.all(runs))
          .extracting(Compared::method)
          .containsExactly("random", "largest", "largest", "fixed", "fixed");
    }
  }

  @Test
  void whatComputesTheSameIsTheSameWithOneSeedOnly() {
    // Node 1 leads nowhere in both.
    Compared one = compared(1, "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|");
    Compared other = compared(1, "|nor_conv_3x3~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|");
    assertThat(one.network().architecture()).isNotEqualTo(other.network().architecture());
    assertThat(one.isSameAs(other)).isTrue();
    assertThat(one.isSameAs(new Compared("b", 2, other.network()))).isFalse();
    assertThat(one.isSameAs(compared(1, "|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|")))
        .isFalse();
  }

  private static Compared compared(long seed, String cell) {
    return new Compared(
        "a",
        seed,
        new Named(
            "a",
            "",
            NasBench201Space.INSTANCE.parse(cell),
            NetworkConfig.newBuilder().setChannels(4).build()));
  }
}
