/** Predictors made of regression trees: boosted, random, and with a distribution in each leaf. */
@NullMarked
package org.lambdanas.predictors.tree;

import org.jspecify.annotations.NullMarked;
