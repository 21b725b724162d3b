/** Options that several verbs have. */
@NullMarked
package org.lambdanas.search.cli.option;

import org.jspecify.annotations.NullMarked;
