/** Verbs of search spaces and architectures: describe, convert. */
@NullMarked
package org.lambdanas.search.cli.architecture;

import org.jspecify.annotations.NullMarked;
