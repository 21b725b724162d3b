/** What predictors read of architectures: rows of numbers, graphs and tokens as values. */
@NullMarked
package org.lambdanas.predictors.features;

import org.jspecify.annotations.NullMarked;
