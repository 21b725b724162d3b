package org.lambdanas.predictors.encoding;

import org.lambdanas.proto.v1.Architecture;

/**
 * The architectures of one space as small numbers, which its encodings are made from.
 *
 * @param <C> an architecture in that form
 */
interface CellForm<C> {

  /** Id of the search space. */
  String space();

  /**
   * Reads an architecture.
   *
   * @throws org.lambdanas.graph.error.DataException if it is no member of the space, or has no such
   *     form
   */
  C read(Architecture architecture);

  /** Writes an architecture; DataException if it is no member of the space. */
  Architecture write(C cell);
}
