/** Predictors that look at the networks of architectures before anything is trained. */
@NullMarked
package org.lambdanas.predictors.zerocost;

import org.jspecify.annotations.NullMarked;
