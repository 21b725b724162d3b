/**
 * Search by asking for evaluations: strategies that propose architectures and learn from what their
 * evaluations came to.
 */
@NullMarked
package org.lambdanas.search.guided;

import org.jspecify.annotations.NullMarked;
