/** Holds the mathematics against golden values computed by another implementation. */
@NullMarked
package org.lambdanas.search.parity;

import org.jspecify.annotations.NullMarked;
