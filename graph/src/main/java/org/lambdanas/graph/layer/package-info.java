/** Layers with PyTorch's padding, initialisation and batch-norm conventions. */
@NullMarked
package org.lambdanas.graph.layer;

import org.jspecify.annotations.NullMarked;
