package org.lambdanas.graph.supernet;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.alignment.CellAlignment;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/** What every step of a search brings back from its pass: loss, accuracy, the cells' agreement. */
public final class Readings {

  private final SuperNetwork network;
  private final Map<CellType, CellAlignment> cells = new LinkedHashMap<>();
  private final Map<CellType, Operand<TFloat64>> joined = new LinkedHashMap<>();

  /** Adds the alignment of the cells to the graph. */
  public Readings(SuperNetwork network, Alignment alignment) {
    this.network = network;
    Ops tf = network.runtime().ops();
    for (CellType type : network.cellTypes()) {
      CellAlignment nodes =
          CellAlignment.of(tf, alignment, network.cellGradients(type), network.stackedShape(type));
      cells.put(type, nodes);
      joined.put(
          type,
          tf.concat(
              List.of(
                  tf.stack(List.of(nodes.value(), nodes.zeroGradients())),
                  nodes.norms(),
                  nodes.shares(),
                  nodes.cosines()),
              tf.constant(0)));
    }
  }

  /** The cell types that are read. */
  public List<CellType> types() {
    return network.cellTypes();
  }

  /** The alignment of the cells of a type. */
  public CellAlignment alignment(CellType type) {
    return SuperNetwork.of(cells, type);
  }

  /** Adds what makes up a reading to a run that fetches nothing yet. */
  void fetch(GraphRun runner) {
    runner.fetch(network.loss()).fetch(network.correct());
    joined.values().forEach(runner::fetch);
  }

  /** Number of fetches a reading takes. */
  int fetches() {
    return 2 + joined.size();
  }

  /** The reading of a run. */
  StepReading of(Result result, FedBatch batch) {
    Map<CellType, StepReading.Cells> read = new LinkedHashMap<>();
    int next = 2;
    for (CellType type : joined.keySet()) {
      double[] values = TensorValues.doubles(result.get(next++));
      int count = (values.length - 2) / 3;
      double[][] parts = new double[3][];
      Arrays.setAll(parts, i -> Arrays.copyOfRange(values, 2 + i * count, 2 + (i + 1) * count));
      read.put(
          type, new StepReading.Cells(values[0], (int) values[1], parts[0], parts[1], parts[2]));
    }
    return new StepReading(
        TensorValues.scalar(result.get(0)),
        (int) TensorValues.scalar(result.get(1)),
        batch.size(),
        read);
  }
}
