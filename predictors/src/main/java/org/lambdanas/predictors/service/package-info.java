/** Performance predictors as a gRPC service. */
@NullMarked
package org.lambdanas.predictors.service;

import org.jspecify.annotations.NullMarked;
