/** Predictors made of others. */
@NullMarked
package org.lambdanas.predictors.ensemble;

import org.jspecify.annotations.NullMarked;
