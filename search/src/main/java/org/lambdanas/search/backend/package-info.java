/**
 * Where the trials of a search are done: in this process, in worker processes, on a cluster, or
 * looked up in a table under a simulated clock. The search does not know which.
 */
@NullMarked
package org.lambdanas.search.backend;

import org.jspecify.annotations.NullMarked;
