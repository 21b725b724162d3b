/** Files of options: what may stand in them, reading and writing. */
@NullMarked
package org.lambdanas.search.cli.config;

import org.jspecify.annotations.NullMarked;
