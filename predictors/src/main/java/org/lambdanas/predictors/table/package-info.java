/** Benchmark tables: published results of many architectures, looked up, written and imported. */
@NullMarked
package org.lambdanas.predictors.table;

import org.jspecify.annotations.NullMarked;
