/**
 * Judging a SavedModel by labelled pictures: what it answers, and the measures of how good that is.
 */
@NullMarked
package org.lambdanas.search.judge;

import org.jspecify.annotations.NullMarked;
