/**
 * Performance predictors for users of the library: observations in, predictions out.
 *
 * <pre>{@code
 * SearchSpace space = SearchSpaces.byId("nasbench201");
 * List<Observation> observations = new ArrayList<>();
 * for (long code = 0; code < 60; code++) {
 *   Architecture cell = space.enumeration().orElseThrow().at(250 * code);
 *   double accuracy = trainAndMeasure(cell);
 *   observations.add(PerformancePredictor.observation(cell, accuracy));
 * }
 * try (PerformancePredictor model = PerformancePredictor.fit("rf", observations)) {
 *   Architecture asked = space.sample(new SplittableRandom(1));
 *   Prediction prediction = model.predict(List.of(asked)).get(0);
 *   System.out.println(space.format(asked) + ": " + prediction.getMean());
 *   model.save(file);
 * }
 * }</pre>
 *
 * <p>This package is stable, as are the messages of {@code org.lambdanas.proto.v1} and the spaces
 * of {@code org.lambdanas.graph.space}; the other packages of this module are internal. A predictor
 * of one's own is a service: see {@code org.lambdanas.predictors.predictor.Learner}.
 */
@NullMarked
package org.lambdanas.predictors.api;

import org.jspecify.annotations.NullMarked;
