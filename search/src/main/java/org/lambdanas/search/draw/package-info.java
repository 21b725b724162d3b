/** Pictures of cells: as text for a terminal and as SVG. */
@NullMarked
package org.lambdanas.search.draw;

import org.jspecify.annotations.NullMarked;
