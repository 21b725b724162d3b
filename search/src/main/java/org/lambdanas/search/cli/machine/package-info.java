/** Verbs that look at the machine and the arithmetic: doctor, bench, parity. */
@NullMarked
package org.lambdanas.search.cli.machine;

import org.jspecify.annotations.NullMarked;
