package org.lambdanas.search.baseline;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.NetworkConfig;

/**
 * Networks that a found one is compared with, as far as they keep the limits that follow from their
 * shapes.
 *
 * @param space of the search
 * @param network size of its networks
 * @param imageChannels of the pictures
 * @param classes of them
 * @param imageSize their side
 */
public record BaselineNetworks(
    NetworkSpace space, NetworkConfig network, int imageChannels, int classes, int imageSize) {

  /** So many are drawn at most until one keeps the limits. */
  private static final int DRAWS = 2000;

  /** Two 3x3 convolutions and a way around them (He et al. 2016), in each cell. */
  private static final String RESIDUAL =
      "|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|skip_connect~2|";

  /** A narrower network of this kind learns next to nothing. */
  public static final int LEAST_CHANNELS = 4;

  /** It is no deep one, so that it may be wider than those of the space. */
  private static final int MOST_WIDTH = 4;

  /**
   * A network that can be trained.
   *
   * @param origin what it is, in words
   */
  public record Named(
      String name, String origin, Architecture architecture, NetworkConfig network) {

    /** Its space. */
    public NetworkSpace space() {
      return SearchSpaces.networkSpaceById(architecture.getSpace());
    }
  }

  /** Size of the space's networks. */
  public NetworkSize size() {
    return NetworkSize.of(space, network, imageChannels, classes);
  }

  /** What an architecture's network costs. */
  public NetworkCost cost(Architecture architecture) {
    return cost(space, architecture, network);
  }

  private NetworkCost cost(NetworkSpace of, Architecture architecture, NetworkConfig own) {
    return NetworkCost.ofArchitecture(
        of, architecture, NetworkSize.of(of, own, imageChannels, classes), imageSize);
  }

  /** What a named network costs. */
  public NetworkCost cost(Named named) {
    return cost(named.space(), named.architecture(), named.network());
  }

  /** An architecture of the space that is like most: the middle one of some, by parameters. */
  public Architecture usual(Seed seed) {
    List<Architecture> drawn = drawn(seed);
    return drawn.get(drawn.size() / 2);
  }

  /**
   * An architecture of as much work as those that are trained in the end: searches find cells with
   * many convolutions, and the largest is among them. Of some that are drawn, the largest that
   * keeps the limits; the usual one, if none keeps them.
   *
   * @param keeps whether a network of such a cost keeps them
   */
  public Architecture likeFound(Predicate<NetworkCost> keeps, Seed seed) {
    List<Architecture> kept = drawn(seed).stream().filter(cell -> keeps.test(cost(cell))).toList();
    return kept.isEmpty() ? usual(seed) : kept.get(kept.size() - 1);
  }

  private List<Architecture> drawn(Seed seed) {
    SplittableRandom random = seed.child("usual").random();
    return Stream.generate(() -> space.sample(random))
        .limit(31)
        .sorted(Comparator.comparingLong(a -> cost(a).weights()))
        .toList();
  }

  /**
   * A cell at random that keeps the limits.
   *
   * @param keeps whether a cell of the space keeps them
   */
  public Optional<Named> random(Predicate<Architecture> keeps, Seed seed) {
    SplittableRandom random = seed.child("baseline").random();
    return Stream.generate(() -> space.sample(random))
        .limit(DRAWS)
        .filter(keeps)
        .findFirst()
        .map(cell -> new Named("random", "a cell drawn at random", cell, network));
  }

  /** A cell that no neighbour with more parameters can replace within the limits. */
  public Optional<Named> largest(Predicate<Architecture> keeps, Seed seed) {
    Optional<Architecture> start = random(keeps, seed).map(Named::architecture);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    Architecture at = start.get();
    while (true) {
      Map<Architecture, NetworkCost> larger = new LinkedHashMap<>();
      long now = cost(at).weights();
      for (Architecture neighbour : space.neighbours(at)) {
        NetworkCost cost = cost(neighbour);
        if (cost.weights() > now && keeps.test(neighbour)) {
          larger.put(neighbour, cost);
        }
      }
      Optional<Map.Entry<Architecture, NetworkCost>> next =
          larger.entrySet().stream()
              .max(Comparator.comparingLong(entry -> entry.getValue().weights()));
      if (next.isEmpty()) {
        return Optional.of(new Named("largest", "the largest cell that is allowed", at, network));
      }
      at = next.get().getKey();
    }
  }

  /** By an eighth, and even. */
  private static int narrower(int channels) {
    return channels - Math.max(2, channels / 8 & ~1);
  }

  /**
   * A hand-made residual network of three stages, as wide as the limits let it be.
   *
   * @param keeps whether a network keeps the limits
   */
  public Optional<Named> fixed(Predicate<Named> keeps) {
    Architecture cell = NasBench201Space.INSTANCE.parse(RESIDUAL);
    return IntStream.iterate(
            Math.max(LEAST_CHANNELS, MOST_WIDTH * network.getChannels()),
            c -> c >= LEAST_CHANNELS,
            BaselineNetworks::narrower)
        .mapToObj(
            channels ->
                new Named(
                    "fixed",
                    "a hand-made residual network of %d channels".formatted(channels),
                    cell,
                    NetworkConfig.newBuilder().setChannels(channels).setCellsPerStage(1).build()))
        .filter(keeps)
        .findFirst();
  }
}
