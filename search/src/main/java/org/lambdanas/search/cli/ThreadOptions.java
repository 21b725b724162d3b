package org.lambdanas.search.cli;

import org.jspecify.annotations.Nullable;
import org.lambdanas.proto.v1.ExecutionConfig;
import picocli.CommandLine.Option;

/** TensorFlow's threads. */
final class ThreadOptions {

  @Option(
      names = "--intra-op-threads",
      paramLabel = "N",
      description = "Threads inside an operation (default: 0, all cores).")
  private @Nullable Integer intraOp;

  @Option(
      names = "--inter-op-threads",
      paramLabel = "N",
      description = "Operations at a time (default: 0, all cores).")
  private @Nullable Integer interOp;

  /** Sets what was given. */
  void fill(ExecutionConfig.Builder config) {
    Given.setNotNegative("--intra-op-threads", intraOp, config::setIntraOpThreads);
    Given.setNotNegative("--inter-op-threads", interOp, config::setInterOpThreads);
  }
}
