/** What every verb is made of: its result, how it is printed, how it ends. */
@NullMarked
package org.lambdanas.search.cli.verb;

import org.jspecify.annotations.NullMarked;
