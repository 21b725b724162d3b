/** Training of shared weights, and rankings by them, as runs. */
@NullMarked
package org.lambdanas.search.sharing;

import org.jspecify.annotations.NullMarked;
