/** The predictors that there are. */
@NullMarked
package org.lambdanas.predictors.registry;

import org.jspecify.annotations.NullMarked;
