/** Files and messages in and out: bounded reading, atomic writing, and checks of what was read. */
@NullMarked
package org.lambdanas.graph.interchange;

import org.jspecify.annotations.NullMarked;
