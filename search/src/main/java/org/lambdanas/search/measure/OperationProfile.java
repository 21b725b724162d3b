package org.lambdanas.search.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/**
 * Where the time of traced session runs goes, by type of operation.
 *
 * @param lines one for each type, the most expensive first
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
   * One type of operation.
   *
   * @param operation TensorFlow's name of the type, such as {@code "Conv2D"}
   * @param milliseconds from start to end, summed over all operations of the type; operations that
   *     run at the same time count in full. On a GPU: the time it takes the host to start them
   * @param count how many ran
   * @param share of the sum over all types, 0 to 1
   */
  public record Line(String operation, double milliseconds, long count, double share) {}

  /**
   * Sums traces up.
   *
   * @return the profile; no lines if nothing was traced
   */
  public static OperationProfile of(List<RunMetadata> runs) {
    Map<String, long[]> nanosAndCount = new TreeMap<>();
    long total = 0;
    for (RunMetadata run : runs) {
      for (DeviceStepStats device : run.getStepStats().getDevStatsList()) {
        // The streams of a GPU list the same operations a second time.
        if (!device.getDevice().contains("stream")) {
          for (NodeExecStats node : device.getNodeStatsList()) {
            long nanos = node.getOpEndRelNanos() - node.getOpStartRelNanos();
            long[] sums = nanosAndCount.computeIfAbsent(type(node), type -> new long[2]);
            sums[0] += nanos;
            sums[1]++;
            total += nanos;
          }
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    for (Map.Entry<String, long[]> entry : nanosAndCount.entrySet()) {
      long nanos = entry.getValue()[0];
      double share = total == 0 ? 0 : (double) nanos / total;
      lines.add(new Line(entry.getKey(), nanos / 1e6, entry.getValue()[1], share));
    }
    lines.sort(Comparator.comparingDouble(Line::milliseconds).reversed());
    return new OperationProfile(lines);
  }

  private static String type(NodeExecStats node) {
    Matcher label = LABEL.matcher(node.getTimelineLabel());
    return label.matches() ? label.group(1) : UNKNOWN;
  }
}
