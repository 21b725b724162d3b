/** Numerical methods that more than one predictor needs and no library brings. */
@NullMarked
package org.lambdanas.predictors.numeric;

import org.jspecify.annotations.NullMarked;
