package org.lambdanas.graph.tensor;

import org.lambdanas.graph.error.ConfigException;

/**
 * Where and with how many threads a graph runs.
 *
 * @param device {@code "cpu"} or {@code "gpu:N"}
 * @param intraOpThreads threads inside an operation; 0: all cores
 * @param interOpThreads operations at a time; 0: all cores
 */
public record ExecutionOptions(String device, int intraOpThreads, int interOpThreads) {

  /** The CPU with all cores. */
  public static final ExecutionOptions CPU = new ExecutionOptions("cpu", 0, 0);

  /** Checks the ranges. */
  public ExecutionOptions {
    if (!device.matches("cpu|gpu:[0-9]{1,3}")) {
      throw new ConfigException("unknown device '" + device + "': use cpu or gpu:0, gpu:1, ...");
    }
    if (intraOpThreads < 0 || interOpThreads < 0) {
      throw new ConfigException("number of threads is negative: use 0 for all cores");
    }
  }

  /**
   * Whether a GPU is asked for.
   *
   * @return true unless the device is the CPU
   */
  public boolean isGpu() {
    return !device.equals("cpu");
  }
}
