/** Networks that exist in every space, to compare what a search found with. */
@NullMarked
package org.lambdanas.search.baseline;

import org.jspecify.annotations.NullMarked;
