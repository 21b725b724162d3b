/** Reproducible randomness: one seed for each run, split by name. */
@NullMarked
package org.lambdanas.graph.random;

import org.jspecify.annotations.NullMarked;
