/** Observations in and predictions out, as files and streams of any length. */
@NullMarked
package org.lambdanas.predictors.stream;

import org.jspecify.annotations.NullMarked;
