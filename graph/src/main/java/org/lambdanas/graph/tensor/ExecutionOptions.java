package org.lambdanas.graph.tensor;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.tensorflow.DeviceSpec;

/**
 * Where and with how many threads a graph runs.
 *
 * @param device {@code "cpu"}, or devices of one kind such as {@code "gpu:0"} or {@code
 *     "gpu:0,gpu:1"}, at most 8; {@code "cpu:0,cpu:1"} divides the processor in two logical devices
 * @param intraOpThreads threads inside an operation; 0: all cores
 * @param interOpThreads operations at a time; 0: all cores
 */
public record ExecutionOptions(String device, int intraOpThreads, int interOpThreads) {

  /** The CPU with all cores. */
  public static final ExecutionOptions CPU = new ExecutionOptions("cpu", 0, 0);

  private static final int MOST_DEVICES = 8;

  /** How many operations of a super-network can run at a time, on average over its graph. */
  private static final int WIDTH = 4;

  /** Checks the ranges. */
  public ExecutionOptions {
    if (!device.matches("cpu|cpu:[0-9]{1,3}(,cpu:[0-9]{1,3})*|gpu:[0-9]{1,3}(,gpu:[0-9]{1,3})*")) {
      throw new ConfigException(
          "unknown device '"
              + device
              + "': use cpu, or gpu:0, gpu:1, ..., or several, such as gpu:0,gpu:1");
    }
    List<Integer> indices = indices(device);
    if (indices.stream().distinct().count() < indices.size()) {
      throw new ConfigException("device '" + device + "' names one device twice");
    }
    if (indices.size() > MOST_DEVICES) {
      throw new ConfigException(
          indices.size() + " devices are named: at most " + MOST_DEVICES + " can share the work");
    }
    if (intraOpThreads < 0 || interOpThreads < 0) {
      throw new ConfigException("number of threads is negative: use 0 for all cores");
    }
  }

  /** What a configuration asks for; ConfigException if it cannot be used. */
  public static ExecutionOptions of(ExecutionConfig config) {
    return new ExecutionOptions(
        config.getDevice(), config.getIntraOpThreads(), config.getInterOpThreads());
  }

  /**
   * For a graph as wide as a super-network's: where numbers of threads are left open, a processor
   * for each of the operations that can run at a time comes before several for one, whose parts
   * would wait for each other.
   */
  public ExecutionOptions forWideGraph() {
    if (isGpu() || intraOpThreads > 0) {
      return this;
    }
    int processors = Runtime.getRuntime().availableProcessors();
    int atATime = interOpThreads > 0 ? interOpThreads : processors;
    return new ExecutionOptions(
        device, Math.max(1, processors / Math.min(atATime, WIDTH)), atATime);
  }

  private static List<Integer> indices(String device) {
    return device.contains(":")
        ? List.of(device.split(",")).stream()
            .map(name -> Integer.valueOf(name.substring(4)))
            .toList()
        : List.of();
  }

  /** Whether GPUs are asked for. */
  public boolean isGpu() {
    return device.startsWith("gpu");
  }

  /**
   * The devices that are named, in the order given; empty for {@code "cpu"}, where TensorFlow is
   * left to itself.
   */
  public List<DeviceSpec> devices() {
    DeviceSpec.DeviceType type = isGpu() ? DeviceSpec.DeviceType.GPU : DeviceSpec.DeviceType.CPU;
    return indices(device).stream()
        .map(index -> DeviceSpec.newBuilder().deviceType(type).deviceIndex(index).build())
        .toList();
  }

  /** How many logical devices the processor is divided in. */
  int logicalProcessors() {
    return isGpu() ? 1 : indices(device).stream().mapToInt(index -> index + 1).max().orElse(1);
  }
}
