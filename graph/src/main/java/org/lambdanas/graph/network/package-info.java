/** Networks of a search space: cells stacked by plan, mixed or discrete, built from layers. */
@NullMarked
package org.lambdanas.graph.network;

import org.jspecify.annotations.NullMarked;
