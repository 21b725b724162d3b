/**
 * Images for the search: published data sets read from their own file formats, and the batches made
 * of them, each a pure function of seed, epoch and index.
 */
@NullMarked
package org.lambdanas.graph.data;

import org.jspecify.annotations.NullMarked;
