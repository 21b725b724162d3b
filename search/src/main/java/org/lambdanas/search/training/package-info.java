/** Training of discrete networks from scratch. */
@NullMarked
package org.lambdanas.search.training;

import org.jspecify.annotations.NullMarked;
