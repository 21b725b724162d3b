/** The scales on which models learn their labels. */
@NullMarked
package org.lambdanas.predictors.label;

import org.jspecify.annotations.NullMarked;
