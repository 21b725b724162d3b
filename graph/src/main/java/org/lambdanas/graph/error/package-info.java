/**
 * What can go wrong, as one family of exceptions whose messages say what, where, which value and
 * what to do.
 */
@NullMarked
package org.lambdanas.graph.error;

import org.jspecify.annotations.NullMarked;
