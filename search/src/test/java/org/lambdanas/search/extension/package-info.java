/** What users add to the program: a search space and a predictor, each one class. */
@NullMarked
package org.lambdanas.search.extension;

import org.jspecify.annotations.NullMarked;
