/** Pages that show what a run did: self-contained HTML with plots drawn as SVG. */
@NullMarked
package org.lambdanas.search.report;

import org.jspecify.annotations.NullMarked;
