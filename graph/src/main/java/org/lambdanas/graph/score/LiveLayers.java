package org.lambdanas.graph.score;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.layer.CostLayers;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.ForwardingLayers;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.network.NetworkDefinition;

/**
 * What of a network lies on a path from its images to its logits, and what that costs; the rest
 * computes zeros, or what nobody reads.
 */
final class LiveLayers extends ForwardingLayers<LiveLayers.Signal, FeatureShape> {

  private final CostLayers costs = new CostLayers();
  private final Map<String, Signal> named = new LinkedHashMap<>();
  private final Map<String, Cost> costOf = new LinkedHashMap<>();

  /**
   * A tensor of the network.
   *
   * @param shape of one image's
   * @param fed whether anything of the images is in it
   * @param useful whether it may tell the images or the classes apart: fed, or made by a linear
   *     layer, whose bias remains
   * @param sources what it is computed from
   */
  record Signal(FeatureShape shape, boolean fed, boolean useful, List<Signal> sources) {

    /** Whether it is the sum of what is fed among its sources, or an only one of them itself. */
    private boolean isSum() {
      return sources.stream().allMatch(source -> source.shape().equals(shape));
    }
  }

  /**
   * What a layer costs.
   *
   * @param weights all parameters
   * @param products multiplications of one image with weights
   * @param others what tensorwatch counts beside them
   */
  record Cost(long weights, long products, long others) {}

  /**
   * The layers of a network.
   *
   * @param costs of every layer with a name
   * @param live names of those on a path
   * @param connected whether any path leads from the images to the logits
   * @param key a digest of what is on a path and how it is put together, names of layers included
   */
  record Census(Map<String, Cost> costs, Set<String> live, boolean connected, String key) {

    /** A sum over the layers, or over those on a path. */
    long sum(boolean onlyLive, ToLongFunction<Cost> part) {
      return costs.entrySet().stream()
          .filter(e -> !onlyLive || live.contains(e.getKey()))
          .mapToLong(e -> part.applyAsLong(e.getValue()))
          .sum();
    }
  }

  private LiveLayers() {}

  static Census census(NetworkDefinition definition, FeatureShape image) {
    LiveLayers layers = new LiveLayers();
    Signal logits = definition.build(layers, new Signal(image, true, true, List.of())).logits();
    return new Census(layers.costOf, layers.live(logits), logits.fed(), layers.key(logits));
  }

  private String key(Signal logits) {
    IdentityHashMap<Signal, String> names = new IdentityHashMap<>();
    named.forEach((name, signal) -> names.put(signal, name));
    StringBuilder text = new StringBuilder();
    describe(logits, names, new IdentityHashMap<>(), text);
    ByteString digest = Checksums.sha256(ByteString.copyFromUtf8(text.toString()));
    return HexFormat.of().formatHex(digest.toByteArray());
  }

  /** Writes what a signal is made of, unless it is written already, and says what it is called. */
  private static String describe(
      Signal signal, Map<Signal, String> names, Map<Signal, String> written, StringBuilder text) {
    String known = written.get(signal);
    if (known != null) {
      return known;
    }
    List<String> sources = new ArrayList<>();
    for (Signal source : signal.sources()) {
      if (source.useful()) {
        sources.add(describe(source, names, written, text));
      } else if (!signal.isSum()) {
        sources.add("0");
      }
    }
    String name = names.get(signal);
    if (name == null && sources.size() == 1 && signal.isSum()) {
      // A sum of one term, or an identity.
      written.put(signal, sources.get(0));
      return sources.get(0);
    }
    // Told by where its line stands, as it has no name.
    String own = name == null ? "#" + text.length() : name;
    text.append(own).append('=').append(sources).append(signal.shape()).append('\n');
    written.put(signal, own);
    return own;
  }

  private Set<String> live(Signal logits) {
    IdentityHashMap<Signal, Boolean> used = new IdentityHashMap<>();
    List<Signal> open = new ArrayList<>(List.of(logits));
    while (!open.isEmpty()) {
      Signal next = open.remove(open.size() - 1);
      if (next.useful() && used.put(next, true) == null) {
        open.addAll(next.sources());
      }
    }
    Set<String> live = new HashSet<>();
    named.forEach(
        (name, signal) -> {
          if (used.containsKey(signal)) {
            live.add(name);
          }
        });
    return live;
  }

  @Override
  protected Signal build(
      LayerKind kind,
      String name,
      List<Signal> inputs,
      BiFunction<Layers<FeatureShape>, List<FeatureShape>, FeatureShape> layer) {
    long weights = costs.weights();
    long products = costs.products();
    long others = costs.others();
    FeatureShape shape = layer.apply(costs, inputs.stream().map(Signal::shape).toList());
    boolean fed = inputs.stream().anyMatch(Signal::fed);
    Signal signal = new Signal(shape, fed, fed || kind == LayerKind.LINEAR, inputs);
    if (!name.isEmpty()) {
      named.put(name, signal);
      costOf.put(
          name,
          new Cost(
              costs.weights() - weights, costs.products() - products, costs.others() - others));
    }
    return signal;
  }

  @Override
  public Signal zeros(Signal x) {
    return new Signal(x.shape(), false, false, List.of());
  }

  /** Noise is nothing of the images. */
  @Override
  public Signal noise(String name, Signal x, int stride) {
    Signal noise = super.noise(name, x, stride);
    return new Signal(noise.shape(), false, false, List.of());
  }

  @Override
  public boolean shares() {
    return false;
  }

  @Override
  public int side(Signal x) {
    return x.shape().height();
  }

  @Override
  public int channels(Signal x) {
    return x.shape().channels();
  }
}
