/** From labelled pictures to a served model within limits: one job of searches and trainings. */
@NullMarked
package org.lambdanas.search.fit;

import org.jspecify.annotations.NullMarked;
