/** Verbs of benchmark tables: info, lookup, import. */
@NullMarked
package org.lambdanas.search.cli.table;

import org.jspecify.annotations.NullMarked;
