/** Neural predictors as TensorFlow graphs: one training for all, and a network for each. */
@NullMarked
package org.lambdanas.predictors.neural;

import org.jspecify.annotations.NullMarked;
