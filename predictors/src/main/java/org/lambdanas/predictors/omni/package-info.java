/**
 * Hybrids: predictors that join what is known before training, what its first epochs show, and what
 * trained architectures tell.
 */
@NullMarked
package org.lambdanas.predictors.omni;

import org.jspecify.annotations.NullMarked;
