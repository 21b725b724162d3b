/** Predictors that read scores of a super-network whose weights all architectures share. */
@NullMarked
package org.lambdanas.predictors.weightsharing;

import org.jspecify.annotations.NullMarked;
