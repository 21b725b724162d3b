package org.lambdanas.search.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.Depth;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.search.baseline.BaselineNetworks;
import org.lambdanas.search.budget.ModelLimits;

/**
 * Pictures and networks of one size.
 *
 * @param side of the pictures
 * @param network channels and depth
 * @param macs multiply-accumulates of a picture in a network like those that are found
 */
record FitSize(int side, NetworkConfig network, long macs) {

  private static final int LARGEST_SIDE = 64;
  private static final int[] SIDES = {64, 48, 32, 24, 16};

  /** Of networks of as much work, wide and shallow ones learn more in a short time. */
  private static final int[][] WIDTHS_AND_DEPTHS = {
    {32, 3}, {32, 2}, {32, 1}, {24, 1}, {16, 2}, {16, 1}, {8, 1}, {4, 1}
  };

  /**
   * Narrower networks, by the side of their pictures, would learn more from smaller pictures: they
   * are for limits that allow no wider ones.
   */
  private static final int WIDE_SHARE = 4;

  /** Networks in which cells are searched, and compared for a short while, are no wider. */
  private static final int TRIAL_CHANNELS = 8;

  /**
   * All sizes that may be.
   *
   * @param allowed by the limits
   * @return the cheapest first
   */
  static List<FitSize> all(
      FitConfig config, NetworkSpace space, DataSet dataSet, Predicate<BaselineNetworks> allowed) {
    Seed seed = new Seed(config.getSeed());
    ModelLimits limits = ModelLimits.parse(config.getLimitsList());
    List<FitSize> sizes = new ArrayList<>();
    TreeSet<Integer> sides = sides(config, dataSet.imageSize());
    for (int side : sides) {
      boolean some = false;
      for (int[] widthAndDepth : WIDTHS_AND_DEPTHS) {
        boolean narrow = WIDE_SHARE * widthAndDepth[0] < side && side > sides.first();
        NetworkConfig network = network(space, widthAndDepth[0], widthAndDepth[1]);
        BaselineNetworks networks = networks(space, dataSet, side, network);
        if (!(some && narrow) && allowed.test(networks)) {
          some = true;
          long macs = networks.cost(networks.likeFound(limits::allow, seed)).multiplyAccumulates();
          sizes.add(new FitSize(side, network, macs));
        }
      }
    }
    sizes.sort(Comparator.comparingLong(FitSize::macs));
    return sizes;
  }

  private static TreeSet<Integer> sides(FitConfig config, int published) {
    TreeSet<Integer> sides = new TreeSet<>();
    if (config.getData().getImageSize() > 0) {
      sides.add(config.getData().getImageSize());
      return sides;
    }
    sides.add(Math.min(published, LARGEST_SIDE));
    for (int side : SIDES) {
      if (side < published) {
        sides.add(side);
      }
    }
    return sides;
  }

  private static NetworkConfig network(NetworkSpace space, int channels, int perStage) {
    NetworkConfig.Builder network = NetworkConfig.newBuilder().setChannels(channels);
    // Spaces that count all cells have two reductions among them.
    space.depth().set(network, space.depth() == Depth.CELLS ? 3 * perStage + 2 : perStage);
    return network.build();
  }

  private static BaselineNetworks networks(
      NetworkSpace space, DataSet dataSet, int side, NetworkConfig network) {
    return new BaselineNetworks(space, network, dataSet.channels(), dataSet.classes(), side);
  }

  /** Networks of this size. */
  BaselineNetworks networks(NetworkSpace space, DataSet dataSet) {
    return networks(space, dataSet, side, network);
  }

  /** The network that stands for one of this size while cells are searched. */
  NetworkConfig trial(NetworkSpace space) {
    return network(space, Math.min(TRIAL_CHANNELS, network.getChannels()), 1);
  }

  /** What it is, in words. */
  String text(NetworkSpace space) {
    return "%d pixels, %d channels, depth %d"
        .formatted(side, network.getChannels(), space.depth().of(network));
  }
}
