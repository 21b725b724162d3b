/**
 * Search spaces: operations, topology, validity, sampling, mutation, neighbours and text forms. No
 * TensorFlow here.
 */
@NullMarked
package org.lambdanas.graph.space;

import org.jspecify.annotations.NullMarked;
