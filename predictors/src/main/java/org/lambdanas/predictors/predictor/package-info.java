/** What a performance predictor is: its contract, its description, and the models it leaves. */
@NullMarked
package org.lambdanas.predictors.predictor;

import org.jspecify.annotations.NullMarked;
