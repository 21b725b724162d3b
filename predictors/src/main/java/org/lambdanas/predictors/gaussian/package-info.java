/** Gaussian processes, exact and with inducing points, and the rows of features they work on. */
@NullMarked
package org.lambdanas.predictors.gaussian;

import org.jspecify.annotations.NullMarked;
