package org.lambdanas.search.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.tensor.NodeShapes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.NodeOutput;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Where the time of traced session runs goes, by type of operation and size of layer.
 *
 * @param lines one for each type and size, the most expensive first
 */
public record OperationProfile(List<Line> lines) {

  /** As TensorFlow labels a node: {@code name = Type(inputs)}. */
  private static final Pattern LABEL = Pattern.compile("(?s)[^=]*= (\\w+)\\(.*");

  private static final String UNKNOWN = "(unknown)";

  /** Copies. */
  public OperationProfile {
    lines = List.copyOf(lines);
  }

  /**
   * Operations of one type on layers of one size.
   *
   * @param operation TensorFlow's name of the type, such as {@code "Conv2D"}
   * @param size as {@code "3x3x16x16 on 64x32x32"} of a convolution, else as {@code "64x32x32x16"};
   *     empty where it is not known
   * @param milliseconds from start to end, summed over all of them; operations that run at the same
   *     time count in full. On a GPU: the time it takes the host to start them
   * @param count how many ran
   * @param share of the sum over all lines, 0 to 1
   * @param gigaflops 1e9 multiplications and additions of convolutions; 0: not counted
   * @param millions 1e6 numbers that were read or written at least once; 0: not known
   * @param example one of the nodes; null if they are not of the graph, but of TensorFlow's
   *     optimiser
   */
  public record Line(
      String operation,
      String size,
      double milliseconds,
      long count,
      double share,
      double gigaflops,
      double millions,
      @Nullable NodeShapes example) {}

  private record Key(String operation, String size) {}

  private static final class Sum {
    private final @Nullable NodeShapes example;
    private long nanos;
    private long count;
    private double flops;
    private double elements;

    Sum(@Nullable NodeShapes example) {
      this.example = example;
    }
  }

  /**
   * Sums traces up.
   *
   * @param runs what was traced
   * @param batch images in each run: what an unknown size is where a trace does not tell
   * @param nodes a node of the graph by its name
   * @return the profile; no lines if nothing was traced
   */
  public static OperationProfile of(
      List<RunMetadata> runs, int batch, Function<String, Optional<NodeShapes>> nodes) {
    Map<Key, Sum> sums = new HashMap<>();
    Map<String, Shape> seen = seen(runs);
    Map<String, Optional<NodeShapes>> known = new HashMap<>();
    long total = 0;
    for (RunMetadata run : runs) {
      for (DeviceStepStats device : run.getStepStats().getDevStatsList()) {
        // The streams of a GPU list the same operations a second time.
        if (!device.getDevice().contains("stream")) {
          for (NodeExecStats node : device.getNodeStatsList()) {
            String name = node.getNodeName();
            Optional<NodeShapes> shapes =
                known.computeIfAbsent(name, n -> nodes.apply(n).map(s -> s.in(seen, batch)));
            OperationWork work = shapes.map(OperationWork::of).orElse(OperationWork.UNKNOWN);
            long nanos = node.getOpEndRelNanos() - node.getOpStartRelNanos();
            Sum sum =
                sums.computeIfAbsent(
                    new Key(type(node), work.size()), k -> new Sum(shapes.orElse(null)));
            sum.nanos += nanos;
            sum.count++;
            sum.flops += work.flops();
            sum.elements += work.elements();
            total += nanos;
          }
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    for (Map.Entry<Key, Sum> entry : sums.entrySet()) {
      Sum sum = entry.getValue();
      lines.add(
          new Line(
              entry.getKey().operation(),
              entry.getKey().size(),
              sum.nanos / 1e6,
              sum.count,
              total == 0 ? 0 : (double) sum.nanos / total,
              sum.flops / 1e9,
              sum.elements / 1e6,
              sum.example));
    }
    lines.sort(
        Comparator.comparingDouble(Line::milliseconds)
            .reversed()
            .thenComparing(Line::operation)
            .thenComparing(Line::size));
    return new OperationProfile(lines);
  }

  /** Shapes of all tensors that were made. */
  private static Map<String, Shape> seen(List<RunMetadata> runs) {
    Map<String, Shape> seen = new HashMap<>();
    for (RunMetadata run : runs) {
      for (DeviceStepStats device : run.getStepStats().getDevStatsList()) {
        for (NodeExecStats node : device.getNodeStatsList()) {
          for (NodeOutput output : node.getOutputList()) {
            seen.put(
                NodeShapes.source(node.getNodeName(), output.getSlot()),
                Shape.of(
                    output.getTensorDescription().getShape().getDimList().stream()
                        .mapToLong(TensorShapeProto.Dim::getSize)
                        .toArray()));
          }
        }
      }
    }
    return seen;
  }

  private static String type(NodeExecStats node) {
    Matcher label = LABEL.matcher(node.getTimelineLabel());
    return label.matches() ? label.group(1) : UNKNOWN;
  }
}
