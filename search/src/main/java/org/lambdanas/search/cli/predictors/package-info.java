/** Verbs of performance predictors: list, fit, query, serve, encode, evaluate. */
@NullMarked
package org.lambdanas.search.cli.predictors;

import org.jspecify.annotations.NullMarked;
