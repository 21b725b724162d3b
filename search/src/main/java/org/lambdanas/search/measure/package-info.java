/** Measures how long the steps of a search take, and where the time goes. */
@NullMarked
package org.lambdanas.search.measure;

import org.jspecify.annotations.NullMarked;
