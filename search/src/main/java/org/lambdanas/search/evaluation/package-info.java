/** Evaluations of predictors as runs. */
@NullMarked
package org.lambdanas.search.evaluation;

import org.jspecify.annotations.NullMarked;
