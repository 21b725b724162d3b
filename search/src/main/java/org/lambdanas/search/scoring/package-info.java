/** Scores of many architectures without training, as runs. */
@NullMarked
package org.lambdanas.search.scoring;

import org.jspecify.annotations.NullMarked;
