/** Bayesian linear regression and Bayesian neural networks. */
@NullMarked
package org.lambdanas.predictors.bayes;

import org.jspecify.annotations.NullMarked;
