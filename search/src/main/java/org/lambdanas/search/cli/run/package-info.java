/** Verbs that begin, resume and show runs: search, train, compare, report. */
@NullMarked
package org.lambdanas.search.cli.run;

import org.jspecify.annotations.NullMarked;
