/** The graph in which the discrete network of an architecture is trained. */
@NullMarked
package org.lambdanas.graph.training;

import org.jspecify.annotations.NullMarked;
