/**
 * Guided searches as runs: they ask a strategy, have trials done, and tell it what came of them.
 */
@NullMarked
package org.lambdanas.search.guidedrun;

import org.jspecify.annotations.NullMarked;
