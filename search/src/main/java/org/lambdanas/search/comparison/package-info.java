/** Several search methods times several seeds as one job, with baselines and statistics. */
@NullMarked
package org.lambdanas.search.comparison;

import org.jspecify.annotations.NullMarked;
