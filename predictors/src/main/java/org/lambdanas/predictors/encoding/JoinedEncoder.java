package org.lambdanas.predictors.encoding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;

/**
 * The features of several encodings one after the other.
 *
 * @param parts vectors of one space, at least one
 */
record JoinedEncoder(List<Encoder> parts) implements Encoder {

  static final String JOIN = "+";

  @Override
  public String id() {
    return parts.stream().map(Encoder::id).collect(Collectors.joining(JOIN));
  }

  @Override
  public String space() {
    return parts.get(0).space();
  }

  @Override
  public FeatureShape shape() {
    return FeatureShape.vector(parts.stream().mapToInt(part -> part.shape().size()).sum());
  }

  @Override
  public Features features(Architecture architecture) {
    return Features.Vector.joined(
        parts.stream().map(part -> (Features.Vector) part.features(architecture)).toList());
  }

  @Override
  public boolean isInvertible() {
    return parts.stream().anyMatch(Encoder::isInvertible);
  }

  @Override
  public Architecture invert(Features features) {
    Map<Encoder, Features> slices = new LinkedHashMap<>();
    int start = 0;
    for (Encoder part : parts) {
      int end = start + part.shape().size();
      slices.put(part, ((Features.Vector) features).part(start, end));
      start = end;
    }
    Encoder first = parts.stream().filter(Encoder::isInvertible).findFirst().orElseThrow();
    Architecture found = first.invert(Objects.requireNonNull(slices.remove(first)));
    slices.forEach(
        (part, slice) -> {
          if (!part.features(found).equals(slice)) {
            throw EncodingMessages.noArchitecture(this, "its parts contradict one another");
          }
        });
    return found;
  }

  @Override
  public String toString() {
    return space() + " " + id() + ": " + shape().text();
  }
}
