/** Pieces of work on several threads: in order and bounded, or resumable and kept as they come. */
@NullMarked
package org.lambdanas.graph.work;

import org.jspecify.annotations.NullMarked;
