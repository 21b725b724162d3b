/** Studies of predictors: which of them to use at which budget, measured on several tables. */
@NullMarked
package org.lambdanas.search.study;

import org.jspecify.annotations.NullMarked;
