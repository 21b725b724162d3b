package org.lambdanas.predictors.encoding;

import java.util.Optional;
import java.util.function.Function;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;

/**
 * An encoding of one space, made from the space's short form.
 *
 * @param form the way from messages to the short form and back
 * @param id its name
 * @param shape of the features
 * @param writer makes the features of a cell
 * @param reader reads a cell back; empty: the encoding cannot be inverted. It need not check what
 *     the writer would show
 * @param <C> the space's short form
 */
record CellEncoder<C>(
    CellForm<C> form,
    String id,
    FeatureShape shape,
    Function<C, Features> writer,
    Optional<Function<Features, C>> reader)
    implements Encoder {

  /** The same, which can be read back. */
  CellEncoder<C> readBy(Function<Features, C> inverse) {
    return new CellEncoder<>(form, id, shape, writer, Optional.of(inverse));
  }

  @Override
  public String space() {
    return form.space();
  }

  @Override
  public Features features(Architecture architecture) {
    return writer.apply(form.read(architecture));
  }

  @Override
  public boolean isInvertible() {
    return reader.isPresent();
  }

  @Override
  public Architecture invert(Features features) {
    try {
      C cell = reader.orElseThrow().apply(features);
      if (writer.apply(cell).equals(features)) {
        return form.write(cell);
      }
    } catch (DataException e) {
      throw EncodingMessages.noArchitecture(this, String.valueOf(e.getMessage()));
    }
    throw EncodingMessages.noArchitecture(this, "its parts contradict one another");
  }

  @Override
  public String toString() {
    return space() + " " + id + ": " + shape.text();
  }
}
