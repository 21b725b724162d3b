/**
 * Trained networks on their way out: classifying raw images, SavedModels for TensorFlow Serving and
 * other TensorFlow programs, and the proof that what was written computes the same.
 */
@NullMarked
package org.lambdanas.graph.export;

import org.jspecify.annotations.NullMarked;
