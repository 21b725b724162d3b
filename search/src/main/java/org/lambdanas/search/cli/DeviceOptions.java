package org.lambdanas.search.cli;

import org.jspecify.annotations.Nullable;
import org.lambdanas.proto.v1.ExecutionConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a run computes on, and how it is kept busy. */
final class DeviceOptions {

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "cpu (default), gpu:0, ..., or several that share each batch: gpu:0,gpu:1.")
  private @Nullable String device;

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Option(
      names = "--prefetch",
      paramLabel = "N",
      description = "Batches prepared ahead of the step (default: 2).")
  private @Nullable Integer prefetch;

  /** Sets what was given. */
  void fill(ExecutionConfig.Builder config) {
    Given.set(device, config::setDevice);
    threads.fill(config);
    Given.setPositive("--prefetch", prefetch, config::setPrefetch);
  }
}
