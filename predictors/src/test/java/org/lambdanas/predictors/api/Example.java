package org.lambdanas.predictors.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;

/** The example of the package's page, as a program of a user. */
final class Example {

  private Example() {}

  private static double trainAndMeasure(Architecture cell) {
    return cell.getEdgeCell().getOperationsList().stream()
        .mapToDouble(operation -> operation.contains("conv") ? 10 : 0)
        .sum();
  }

  static void run(Path file) {
    // page:
    SearchSpace space = SearchSpaces.byId("nasbench201");
    List<Observation> observations = new ArrayList<>();
    for (long code = 0; code < 60; code++) {
      Architecture cell = space.enumeration().orElseThrow().at(250 * code);
      double accuracy = trainAndMeasure(cell);
      observations.add(PerformancePredictor.observation(cell, accuracy));
    }
    try (PerformancePredictor model = PerformancePredictor.fit("rf", observations)) {
      Architecture asked = space.sample(new SplittableRandom(1));
      Prediction prediction = model.predict(List.of(asked)).get(0);
      System.out.println(space.format(asked) + ": " + prediction.getMean());
      model.save(file);
    }
    // :page
  }
}
