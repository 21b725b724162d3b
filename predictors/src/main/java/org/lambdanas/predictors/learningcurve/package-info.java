/** Predictors that read the first epochs of an architecture's own training. */
@NullMarked
package org.lambdanas.predictors.learningcurve;

import org.jspecify.annotations.NullMarked;
