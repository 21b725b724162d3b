/** Optimisers, schedules and gradient clipping as graph operations. */
@NullMarked
package org.lambdanas.graph.train;

import org.jspecify.annotations.NullMarked;
