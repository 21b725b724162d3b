package org.lambdanas.search.cli;

import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.proto.v1.NetworkConfig;
import picocli.CommandLine.Option;

/** How a network begins. */
final class StemOptions {

  @Option(names = "--channels", paramLabel = "N", description = "Channels of the first stage.")
  private @Nullable Integer channels;

  @Option(
      names = "--stem",
      paramLabel = "NAME",
      description =
          "How a network of the DARTS family begins: single (default), or two-part for images of"
              + " 224 pixels.")
  private @Nullable String stem;

  /** Sets what was given. */
  void fill(NetworkConfig.Builder config) {
    Given.setPositive("--channels", channels, config::setChannels);
    Given.set(stem, name -> config.setStem(NetworkStem.byId(name).message()));
  }
}
