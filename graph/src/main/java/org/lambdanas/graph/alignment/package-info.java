/** Layer alignment of the cells' gradients and its directions (Λ-DARTS), as nodes of a graph. */
@NullMarked
package org.lambdanas.graph.alignment;

import org.jspecify.annotations.NullMarked;
