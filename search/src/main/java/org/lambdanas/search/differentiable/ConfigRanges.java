package org.lambdanas.search.differentiable;

import org.lambdanas.graph.data.Prefetcher;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.proto.v1.SearchConfig;

/** Refuses settings out of range before anything is built or written. */
public final class ConfigRanges {

  private ConfigRanges() {}

  /**
   * Checks a resolved configuration.
   *
   * @throws ConfigException if a setting is out of its range, saying which
   */
  public static void check(SearchConfig config) {
    try {
      Validation.check(config);
    } catch (DataException e) {
      throw new ConfigException("setting out of range: " + e.getMessage(), e);
    }
    if (config.getExecution().getPrefetch() > Prefetcher.MOST_AHEAD) {
      throw new ConfigException(
          "prefetch is "
              + config.getExecution().getPrefetch()
              + ": must be 1 to "
              + Prefetcher.MOST_AHEAD);
    }
    // What only the graph's own types know about ranges.
    Settings.precision(config);
    ExecutionOptions.of(config.getExecution());
    Settings.weights(config);
    Settings.alpha(config);
    Settings.learningRate(config);
  }
}
