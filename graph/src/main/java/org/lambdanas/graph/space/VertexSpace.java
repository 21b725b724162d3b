package org.lambdanas.graph.space;

import org.lambdanas.proto.v1.Architecture;

/**
 * A space whose members are cells with an operation on each vertex of a graph (Ying et al.,
 * NAS-Bench-101, section 2).
 */
public non-sealed interface VertexSpace extends NetworkSpace {

  /**
   * The cell of an architecture, without what is on no path from its input to its output.
   *
   * @param architecture a member
   * @return the cell
   */
  VertexCell cell(Architecture architecture);
}
