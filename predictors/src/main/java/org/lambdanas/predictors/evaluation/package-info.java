/** How good predictors are: the same draws, budgets and metrics for each of them. */
@NullMarked
package org.lambdanas.predictors.evaluation;

import org.jspecify.annotations.NullMarked;
