package org.lambdanas.predictors.encoding;

import java.util.Optional;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;

/**
 * Turns the architectures of one search space into numbers. Immutable and safe for use by several
 * threads. Every encoding of one encoder has the same form and the same sizes.
 *
 * <p>In graphs, arcs run with the data. Nodes that carry meaning come first, in topological order;
 * the output, or the global node where there is one, is the last of them. A graph convolution that
 * gathers over a node's inputs reads an arc as row {@code target}, column {@code source}.
 */
public interface Encoder {

  /**
   * The encoding's name, as in {@link Encoding#getEncoding()}.
   *
   * @return such as {@code "adjacency_one_hot"}
   */
  String id();

  /**
   * The search space it is of.
   *
   * @return such as {@code "nasbench201"}
   */
  String space();

  /**
   * What every encoding looks like.
   *
   * @return form and sizes
   */
  EncodingShape shape();

  /**
   * Encodes an architecture.
   *
   * @param architecture a member of the space
   * @return the encoding
   * @throws org.lambdanas.graph.error.DataException if it is no member
   */
  Encoding encode(Architecture architecture);

  /**
   * Whether the encoding keeps all that the space tells apart, so that {@link #decode} reads it.
   *
   * @return false if different architectures may have one encoding
   */
  default boolean isInvertible() {
    return false;
  }

  /**
   * Reads an architecture back, where the encoding keeps all that the space tells apart. What comes
   * back for an encoding of {@link #encode} is the architecture that it was given, except for what
   * makes no difference: in {@code nasbench101} its canonical form, in the DARTS family each node's
   * two edges with the lower input first.
   *
   * @param encoding of this encoder
   * @return the architecture, or empty if the encoding cannot be inverted
   * @throws org.lambdanas.graph.error.DataException if it is of another encoder, or of no
   *     architecture
   */
  Optional<Architecture> decode(Encoding encoding);
}
