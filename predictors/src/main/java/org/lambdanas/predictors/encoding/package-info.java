/** Architectures as numbers for predictors. */
@NullMarked
package org.lambdanas.predictors.encoding;

import org.jspecify.annotations.NullMarked;
