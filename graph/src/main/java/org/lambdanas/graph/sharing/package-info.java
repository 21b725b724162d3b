/** Super-networks whose weights all architectures of a space share, and what they say of each. */
@NullMarked
package org.lambdanas.graph.sharing;

import org.jspecify.annotations.NullMarked;
