package org.lambdanas.predictors.encoding;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.features.InputScale;
import org.lambdanas.proto.v1.Architecture;

/**
 * Where architectures lie, so that distances between them can be measured: features of the live
 * graph where the space has them, else its first encoding as a vector, each with unit deviation
 * over some architectures that show how features spread. Safe for use by several threads.
 */
public final class GraphPlaces {

  private static final String GRAPH = "graph";

  private final SearchSpace space;
  private final Supplier<List<Architecture>> spread;
  private @Nullable Encoder encoder;
  private @Nullable InputScale scale;

  /**
   * Places in a space.
   *
   * @param spread some members of it, at least one, always the same; asked for once, when the first
   *     place is wanted
   */
  public GraphPlaces(SearchSpace space, Supplier<List<Architecture>> spread) {
    this.space = space;
    this.spread = spread;
  }

  /**
   * Where an architecture lies.
   *
   * @throws ConfigException if the space has no encoding as a vector
   */
  public double[] of(Architecture architecture) {
    InputScale scale = scale();
    List<Features> encoded = List.of(encoder().features(architecture));
    float[] scaled = ((Features.Vector) scale.apply(encoded).get(0)).dense();
    double[] place = new double[scaled.length];
    Arrays.setAll(place, i -> scaled[i]);
    return place;
  }

  /** The square of the Euclidean distance. */
  static double squaredDistance(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return sum;
  }

  private synchronized InputScale scale() {
    if (scale == null) {
      scale =
          InputScale.of(
              spread.get().stream().map(architecture -> encoder().features(architecture)).toList());
    }
    return scale;
  }

  private synchronized Encoder encoder() {
    if (encoder == null) {
      encoder =
          Encodings.has(space.id(), GRAPH)
              ? Encodings.of(space.id(), GRAPH)
              : Encodings.of(space.id()).stream()
                  .filter(known -> known.shape().form() == FeatureShape.Form.VECTOR)
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new ConfigException(
                              ("search space '%s' has no encoding as a vector, by which what is"
                                      + " near is told: use --method random, or --test-set uniform")
                                  .formatted(space.id())));
    }
    return encoder;
  }
}
