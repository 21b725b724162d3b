package org.lambdanas.search.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.Normalisation;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.search.budget.ModelLimits;

class FitSizeTest {

  private static final DataSet PICTURES =
      new DataSet(
          "pictures",
          List.of("a", "b", "c"),
          60,
          3,
          new Normalisation(List.of(.5, .5, .5), List.of(.2, .2, .2)),
          true,
          part -> {
            throw new AssertionError("sizes are found without pictures");
          });

  private static List<FitSize> sizes(String... limits) {
    FitConfig config = FitConfig.newBuilder().addAllLimits(List.of(limits)).build();
    ModelLimits parsed = ModelLimits.parse(config.getLimitsList());
    return FitSize.all(
        config,
        NasBench201Space.INSTANCE,
        PICTURES,
        networks -> parsed.allow(networks.cost(networks.likeFound(parsed::allow, new Seed(0)))));
  }

  @Test
  void theCheapestComesFirstAndTheLargestSideIsThatOfThePictures() {
    List<FitSize> sizes = sizes();
    assertThat(sizes).isSortedAccordingTo(Comparator.comparingLong(FitSize::macs));
    assertThat(sizes.get(0).side()).isEqualTo(16);
    assertThat(sizes).extracting(FitSize::side).contains(60).allMatch(side -> side <= 60);
  }

  @Test
  void narrowNetworksAreForSmallPictures() {
    assertThat(sizes())
        .filteredOn(size -> size.side() > 16)
        .isNotEmpty()
        .allMatch(size -> 4 * size.network().getChannels() >= size.side());
    assertThat(sizes()).anyMatch(size -> size.side() == 16 && size.network().getChannels() == 4);
  }

  @Test
  void whereLimitsAllowNoWiderOnesTheyAreForAllPictures() {
    assertThat(sizes("params=20000"))
        .anyMatch(size -> size.side() == 60 && size.network().getChannels() < 15);
  }
}
