package org.lambdanas.predictors.encoding;

import java.util.Optional;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;

/**
 * Turns the architectures of one search space into numbers. Immutable and safe for use by several
 * threads. Every encoding of one encoder has the same form and the same sizes.
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
   * Encodes an architecture.
   *
   * @param architecture a member of the space
   * @return the encoding
   * @throws org.lambdanas.graph.error.DataException if it is no member
   */
  Encoding encode(Architecture architecture);

  /**
   * Reads an architecture back, where the encoding keeps all that the space tells apart.
   *
   * @param encoding of this encoder
   * @return the architecture, or empty if the encoding cannot be inverted
   * @throws org.lambdanas.graph.error.DataException if it is of another encoder, or of no
   *     architecture
   */
  Optional<Architecture> decode(Encoding encoding);
}
