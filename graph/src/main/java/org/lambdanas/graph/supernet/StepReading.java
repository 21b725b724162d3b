package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Result;

/**
 * What a pass over a batch tells.
 *
 * @param loss mean cross-entropy in nats
 * @param correct number of correctly classified images
 * @param images number of images
 * @param cellGradients for each cell type, each cell's gradient in its mixing weights, flattened
 */
public record StepReading(
    double loss, int correct, int images, Map<CellType, double[][]> cellGradients) {

  /** Fetches that make up a reading, in a fixed order from the first fetch on. */
  static void fetch(GraphRun runner, SuperNetwork network) {
    runner.fetch(network.loss()).fetch(network.correct());
    network.cellTypes().forEach(type -> runner.fetch(network.cellGradients(type)));
  }

  /** Number of fetches a reading takes. */
  static int fetches(SuperNetwork network) {
    return 2 + network.cellTypes().size();
  }

  static StepReading of(Result result, SuperNetwork network, FedBatch batch) {
    Map<CellType, double[][]> gradients = new LinkedHashMap<>();
    List<CellType> types = network.cellTypes();
    for (int t = 0; t < types.size(); t++) {
      CellType type = types.get(t);
      gradients.put(
          type, rows(TensorValues.doubles(result.get(2 + t)), type.edges() * type.operations()));
    }
    return new StepReading(
        TensorValues.scalar(result.get(0)),
        (int) TensorValues.scalar(result.get(1)),
        batch.size(),
        gradients);
  }

  private static double[][] rows(double[] values, int length) {
    List<double[]> rows = new ArrayList<>();
    for (int start = 0; start < values.length; start += length) {
      rows.add(java.util.Arrays.copyOfRange(values, start, start + length));
    }
    return rows.toArray(double[][]::new);
  }
}
