/**
 * TensorFlow's few sharp edges behind safe types: parameters, scopes that own native memory,
 * sessions, gradients.
 */
@NullMarked
package org.lambdanas.graph.tensor;

import org.jspecify.annotations.NullMarked;
