package org.lambdanas.predictors.encoding;

import java.util.Optional;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;

/**
 * Turns the architectures of one search space into what predictors read. Immutable and safe for use
 * by several threads. The features of all architectures have one shape.
 */
public interface Encoder {

  /** The encoding's name, such as {@code "adjacency_one_hot"}. */
  String id();

  /** The search space it is of, such as {@code "nasbench201"}. */
  String space();

  /** Form and sizes of the features of every architecture. */
  FeatureShape shape();

  /** Encodes an architecture; DataException if it is no member. */
  Features features(Architecture architecture);

  /**
   * Whether the encoding keeps all that the space tells apart, so that {@link #invert} reads it.
   */
  default boolean isInvertible() {
    return false;
  }

  /**
   * Reads an architecture back, where the encoding keeps all that the space tells apart. What comes
   * back for features of {@link #features} is the architecture that it was given, except for what
   * makes no difference: in {@code nasbench101} its canonical form, in the DARTS family each node's
   * two edges with the lower input first.
   *
   * @param features of {@link #shape}
   * @throws org.lambdanas.graph.error.DataException if they are of no architecture
   */
  default Architecture invert(Features features) {
    throw new UnsupportedOperationException(id() + " of " + space() + " cannot be inverted");
  }

  /** The features of an architecture as a message, for files and other programs. */
  default Encoding encode(Architecture architecture) {
    return EncodingMessages.of(this, features(architecture));
  }

  /**
   * Reads the architecture of an encoding that comes from outside.
   *
   * @return the architecture, or empty if the encoding cannot be inverted
   * @throws org.lambdanas.graph.error.DataException if it is of another encoder, or of no
   *     architecture
   */
  default Optional<Architecture> decode(Encoding encoding) {
    Features features = EncodingMessages.read(this, encoding);
    return isInvertible() ? Optional.of(invert(features)) : Optional.empty();
  }
}
