/** How well predictions agree with the truth. */
@NullMarked
package org.lambdanas.predictors.metric;

import org.jspecify.annotations.NullMarked;
