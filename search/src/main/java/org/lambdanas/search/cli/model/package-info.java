/** Verbs of trained networks: export, inspect. */
@NullMarked
package org.lambdanas.search.cli.model;

import org.jspecify.annotations.NullMarked;
