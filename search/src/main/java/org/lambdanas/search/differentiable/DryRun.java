package org.lambdanas.search.differentiable;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.run.Pace;

/** A few steps of every phase of a search, to find out early what would go wrong late. */
public final class DryRun {

  private DryRun() {}

  /**
   * What a dry run found.
   *
   * @param seconds wall-clock seconds of each phase, each done once
   * @param pace how fast the whole search would go
   */
  public record Report(Map<String, Double> seconds, Pace pace) {}

  /**
   * Builds the graph, takes iterations of every kind, evaluates, saves and restores.
   *
   * @param data that the search goes by
   */
  public static Report of(SearchConfig config, SearchData data) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    long start = System.nanoTime();
    try (DifferentiableSearch search = new DifferentiableSearch(config, data)) {
      seconds.put("build", since(start));
      Pace pace = search.pace(() -> false).orElseThrow();
      pace.parts().forEach(part -> seconds.put(part.name(), part.seconds()));
      long saving = System.nanoTime();
      SearchCheckpoint kept = search.checkpoint();
      seconds.put("save", since(saving));
      long restoring = System.nanoTime();
      search.restore(kept);
      seconds.put("restore", since(restoring));
      return new Report(seconds, pace);
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
