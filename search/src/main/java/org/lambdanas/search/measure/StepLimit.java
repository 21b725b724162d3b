package org.lambdanas.search.measure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.LoneOperation;
import org.lambdanas.graph.tensor.NodeShapes;
import org.lambdanas.search.measure.OperationProfile.Line;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * How fast traced runs could be on the processors they ran on, if every convolution took the time
 * it takes alone, the rest moved its tensors at the speed at which one operation alone does, and no
 * processor ever waited.
 *
 * @param aloneMilliseconds of a line's convolutions, all of them one after the other
 * @param convolutionSeconds of all convolutions, divided among the operations at a time
 * @param memorySeconds of the rest likewise
 * @param gigabytesPerSecond at which one operation alone reads and writes
 */
public record StepLimit(
    Map<Line, Double> aloneMilliseconds,
    double convolutionSeconds,
    double memorySeconds,
    double gigabytesPerSecond) {

  /** As much as a large map, which fits no processor's own cache. */
  private static final int ELEMENTS = 1 << 20;

  /** Copies. */
  public StepLimit {
    aloneMilliseconds = Map.copyOf(aloneMilliseconds);
  }

  /** Both together. */
  public double seconds() {
    return convolutionSeconds + memorySeconds;
  }

  /**
   * Measures it.
   *
   * @param profile of runs in single precision on the processor
   * @param runtime the graph that ran
   */
  static StepLimit of(OperationProfile profile, GraphRuntime runtime) {
    ExecutionOptions threads = runtime.options();
    Map<String, NodeDef> nodes = new HashMap<>();
    runtime.definition().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    int atATime =
        threads.interOpThreads() > 0
            ? threads.interOpThreads()
            : Runtime.getRuntime().availableProcessors();
    Map<Line, Double> alone = new HashMap<>();
    double convolutions = 0;
    double bytes = 0;
    for (Line line : profile.lines()) {
      NodeShapes example = line.example();
      NodeDef node = example == null ? null : nodes.get(example.name());
      if (line.gigaflops() > 0
          && node != null
          && example != null
          && OperationWork.isWhole(example)) {
        double seconds =
            line.count() * LoneOperation.seconds(node, example, threads.intraOpThreads());
        alone.put(line, 1e3 * seconds);
        convolutions += seconds;
      } else {
        bytes += Float.BYTES * 1e6 * line.millions();
      }
    }
    double bandwidth = bandwidth(threads.intraOpThreads());
    return new StepLimit(
        alone, convolutions / atATime, bytes / bandwidth / atATime, bandwidth / 1e9);
  }

  /** Of the product of a map and a scalar, in bytes a second. */
  private static double bandwidth(int intraOpThreads) {
    NodeDef product =
        NodeDef.newBuilder()
            .setName("product")
            .setOp("Mul")
            .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
            .build();
    NodeShapes shapes =
        new NodeShapes(
            "product",
            "Mul",
            List.of("map:0", "factor:0"),
            List.of(Shape.of(ELEMENTS), Shape.scalar()),
            List.of(Shape.of(ELEMENTS)));
    return 2.0 * Float.BYTES * ELEMENTS / LoneOperation.seconds(product, shapes, intraOpThreads);
  }
}
