package org.lambdanas.search.differentiable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.run.EpochListener;

/** One step of every phase of a search, to find out early what would go wrong late. */
public final class DryRun {

  private DryRun() {}

  /**
   * What a dry run found.
   *
   * @param seconds wall-clock seconds of each phase
   * @param estimatedSeconds what the whole search would take, roughly
   */
  public record Report(Map<String, Double> seconds, double estimatedSeconds) {}

  /**
   * Builds the graph, takes an iteration without and one with the alignment term, evaluates, saves
   * and restores.
   *
   * @param images that the configuration names
   * @param data those of them that a search would go by
   */
  public static Report of(SearchConfig config, ConfiguredImages images, SearchData data) {
    // Three epochs of one batch: the strength is zero in the first and grows.
    SearchConfig.Builder small = config.toBuilder().setEpochs(3).setEvaluate(true);
    small.getAlphaOptimizerBuilder().setWarmUpEpochs(0);
    double most = Math.ceil(config.getBatchSize() / config.getData().getTrainPortion());
    small.getDataBuilder().setTrainImages((int) Math.min(most, data.images()));
    SearchConfig few = small.build();
    Map<String, Double> seconds = new LinkedHashMap<>();
    AtomicLong mark = new AtomicLong(System.nanoTime());
    Pace pace;
    SearchCheckpoint[] kept = new SearchCheckpoint[1];
    try (DifferentiableSearch search =
        new DifferentiableSearch(
            few, SearchData.load(few, new ConfiguredImages(few.getData(), images.dataSet())))) {
      seconds.put("build", lap(mark));
      search.run(
          new EpochListener<>() {
            @Override
            public void step(int epoch, int step, int steps, Optional<Double> trainLoss) {
              seconds.put("iteration " + (epoch + 1), lap(mark));
            }
          },
          () -> false,
          checkpoint -> {
            kept[0] = checkpoint;
            seconds.merge("evaluate and save", lap(mark), Math::max);
          });
      search.restore(kept[0]);
      seconds.put("restore", lap(mark));
      pace = search.pace(() -> false).orElseThrow();
    }
    double first =
        seconds.getOrDefault("iteration 1", 0.0) + seconds.getOrDefault("iteration 2", 0.0);
    double total =
        seconds.getOrDefault("build", 0.0)
            + Math.max(0, first - pace.plainSeconds() - pace.regularisedSeconds())
            + pace.secondsLeft(0, data.weights().batchesPerEpoch(), config.getEpochs());
    return new Report(seconds, total);
  }

  private static double lap(AtomicLong mark) {
    long now = System.nanoTime();
    return (now - mark.getAndSet(now)) / 1e9;
  }
}
