package org.lambdanas.predictors.encoding;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;

/**
 * An encoding as a vector of features.
 *
 * @param <C> the space's short form
 */
final class VectorEncoder<C> extends CellEncoder<C> {

  private final int length;
  private final BiConsumer<C, FeatureSink> writer;
  private final Optional<Function<float[], C>> reader;

  /** An encoding that cannot be inverted. */
  VectorEncoder(CellForm<C> form, String id, int length, BiConsumer<C, FeatureSink> writer) {
    this(form, id, length, writer, Optional.empty());
  }

  /** An encoding that can be inverted. */
  VectorEncoder(
      CellForm<C> form,
      String id,
      int length,
      BiConsumer<C, FeatureSink> writer,
      Function<float[], C> reader) {
    this(form, id, length, writer, Optional.of(reader));
  }

  private VectorEncoder(
      CellForm<C> form,
      String id,
      int length,
      BiConsumer<C, FeatureSink> writer,
      Optional<Function<float[], C>> reader) {
    super(form, id);
    this.length = length;
    this.writer = writer;
    this.reader = reader;
  }

  /** The features of several encodings one after the other. */
  static <C> VectorEncoder<C> joined(List<VectorEncoder<C>> parts) {
    int[] starts = new int[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = starts[i] + parts.get(i).length;
    }
    Optional<Function<float[], C>> reader = Optional.empty();
    for (int i = parts.size() - 1; i >= 0; i--) {
      int start = starts[i];
      int end = starts[i + 1];
      Optional<Function<float[], C>> part = parts.get(i).reader;
      if (part.isPresent()) {
        Function<float[], C> read = part.orElseThrow();
        reader = Optional.of(features -> read.apply(Arrays.copyOfRange(features, start, end)));
      }
    }
    return new VectorEncoder<>(
        parts.get(0).form(),
        parts.stream().map(Encoder::id).collect(Collectors.joining("+")),
        starts[parts.size()],
        (cell, sink) -> {
          for (int i = 0; i < parts.size(); i++) {
            sink.startAt(starts[i]);
            parts.get(i).writer.accept(cell, sink);
          }
        },
        reader);
  }

  @Override
  public EncodingShape shape() {
    return new EncodingShape.Vector(length);
  }

  @Override
  public boolean isInvertible() {
    return reader.isPresent();
  }

  @Override
  void write(C cell, Encoding.Builder encoding) {
    FeatureSink sink = new FeatureSink(length);
    writer.accept(cell, sink);
    encoding.setVector(sink.message());
  }

  @Override
  Encoding normal(Encoding encoding) {
    if (!encoding.hasVector() || encoding.getVector().getLength() != length) {
      throw wrongShape(
          encoding.hasVector()
              ? encoding.getVector().getLength() + " features"
              : "a " + encoding.getFormCase());
    }
    FeatureSink sink = new FeatureSink(length);
    float[] features = features(encoding.getVector());
    for (int i = 0; i < length; i++) {
      // Adding zero makes negative zeros positive.
      sink.set(i, features[i] + 0f);
    }
    return named().setVector(sink.message()).build();
  }

  @Override
  C read(Encoding normal) {
    return reader.orElseThrow().apply(features(normal.getVector()));
  }

  private static float[] features(FeatureVector vector) {
    float[] features = new float[vector.getLength()];
    for (int i = 0; i < vector.getValuesCount(); i++) {
      features[vector.getIndicesCount() == 0 ? i : vector.getIndices(i)] = vector.getValues(i);
    }
    return features;
  }

  /** The position of the only feature of a stretch that is not zero; -1: none or several. */
  static int hot(float[] features, int start, int length) {
    int hot = -1;
    for (int i = 0; i < length; i++) {
      if (features[start + i] != 0) {
        if (hot >= 0) {
          return -1;
        }
        hot = i;
      }
    }
    return hot;
  }
}
