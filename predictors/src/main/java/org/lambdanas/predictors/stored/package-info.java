/** What a fitted predictor keeps, as named numbers. */
@NullMarked
package org.lambdanas.predictors.stored;

import org.jspecify.annotations.NullMarked;
