/**
 * The super-network of a differentiable search and its training steps as TensorFlow graph programs.
 */
@NullMarked
package org.lambdanas.graph.supernet;

import org.jspecify.annotations.NullMarked;
