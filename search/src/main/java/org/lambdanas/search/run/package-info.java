/** Runs as folders: configuration, provenance, records, checkpoints, results. */
@NullMarked
package org.lambdanas.search.run;

import org.jspecify.annotations.NullMarked;
