package org.lambdanas.search.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.NetworkConfig;

class BaselineNetworksTest {

  private static final long MOST = 40_000;

  private final BaselineNetworks networks =
      new BaselineNetworks(
          NasBench201Space.INSTANCE,
          NetworkConfig.newBuilder().setChannels(8).setCellsPerStage(1).build(),
          3,
          10,
          16);

  private boolean keeps(Architecture cell) {
    return networks.cost(cell).weights() <= MOST;
  }

  @Test
  void whatIsComparedWithKeepsTheLimits() {
    Seed seed = new Seed(3);
    BaselineNetworks.Named random = networks.random(this::keeps, seed).orElseThrow();
    BaselineNetworks.Named largest = networks.largest(this::keeps, seed).orElseThrow();
    assertThat(keeps(random.architecture())).isTrue();
    assertThat(networks.cost(largest).weights()).isBetween(networks.cost(random).weights(), MOST);
    for (Architecture neighbour : NasBench201Space.INSTANCE.neighbours(largest.architecture())) {
      assertThat(
              keeps(neighbour)
                  && networks.cost(neighbour).weights() > networks.cost(largest).weights())
          .isFalse();
    }
    assertThat(networks.random(cell -> false, seed)).isEmpty();
    assertThat(networks.largest(cell -> false, seed)).isEmpty();
  }

  @Test
  void theHandMadeNetworkIsAsWideAsTheLimitsLetIt() {
    BaselineNetworks.Named widest = networks.fixed(one -> true).orElseThrow();
    assertThat(widest.network().getChannels()).isEqualTo(32);
    // All of its operations are on a way from input to output.
    assertThat(NasBench201Space.INSTANCE.canonical(widest.architecture()))
        .isEqualTo(widest.architecture());
    long most = networks.cost(widest).weights() - 1;
    BaselineNetworks.Named narrower =
        networks.fixed(one -> networks.cost(one).weights() <= most).orElseThrow();
    assertThat(narrower.network().getChannels()).isEqualTo(28);
    assertThat(networks.fixed(one -> false)).isEmpty();
    BaselineNetworks narrow =
        new BaselineNetworks(
            NasBench201Space.INSTANCE,
            NetworkConfig.newBuilder().setChannels(2).setCellsPerStage(1).build(),
            3,
            10,
            16);
    assertThat(narrow.fixed(one -> true).orElseThrow().network().getChannels()).isEqualTo(8);
  }
}
