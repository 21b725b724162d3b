/**
 * Layer alignment of the cells' gradients and its directions (Λ-DARTS). Plain double arithmetic.
 */
@NullMarked
package org.lambdanas.graph.alignment;

import org.jspecify.annotations.NullMarked;
