package org.lambdanas.search.cli.machine;

import java.util.stream.Stream;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.cli.option.ConfigOptions;

/** Options of what is timed on random images: networks, their images and how they run. */
final class NetworkOptions {

  private static final String[] SHARED = {
    "--space",
    "--channels",
    "--cells",
    "--cells-per-stage",
    "--batch-size",
    "--image-size",
    "--classes",
    "--precision",
    "--device",
    "--intra-op-threads",
    "--inter-op-threads",
    "--seed"
  };

  private NetworkOptions() {}

  /** These, and more of a search's. */
  static ConfigOptions.Builder with(String... more) {
    return ConfigOptions.of(SearchConfig.getDescriptor())
        .only(Stream.of(SHARED, more).flatMap(Stream::of).toArray(String[]::new));
  }
}
