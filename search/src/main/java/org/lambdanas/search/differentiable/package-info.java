/** Differentiable architecture search: DARTS and Λ-DARTS as a bilevel loop over graph steps. */
@NullMarked
package org.lambdanas.search.differentiable;

import org.jspecify.annotations.NullMarked;
