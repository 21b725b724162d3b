/** The command line: verbs, their options, what they print and how they fail. */
@NullMarked
package org.lambdanas.search.cli;

import org.jspecify.annotations.NullMarked;
