package org.lambdanas.search.sharing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.RankedArchitecture;
import org.lambdanas.proto.v1.RankingConfig;
import org.lambdanas.proto.v1.RankingResult;
import org.lambdanas.proto.v1.SharedNetwork;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * A ranking by shared weights as a run. Its folder has a log of what is judged and, when all is, a
 * benchmark table.
 */
public final class RankingRun implements RunWork<RankingConfig, RankingResult> {

  /** The table, in the folder of a ranking that is done. */
  public static final String TABLE = "table.binpb.gz";

  private static final int BEST = 5;

  private final RankingConfig config;
  private final SharedNetwork network;
  private final int threads;
  private final RankingListener listener;
  private final Ranking ranking;

  /**
   * Reads the images and builds the graph.
   *
   * @param data where the images are now
   * @param threads architectures judged at a time, at least 1
   * @throws DataException if network or images are not those of the configuration
   */
  public RankingRun(
      RankingConfig config,
      SharedNetwork network,
      DataConfig data,
      int threads,
      RankingListener listener) {
    this.config = config;
    this.network = network;
    this.threads = threads;
    this.listener = listener;
    this.ranking = new Ranking(config, network, data);
  }

  @Override
  public RunProcess.Input input() {
    return new RunProcess.Input(
        network.getConfig().getSeed(), ranking.dataSha256(), ranking.images());
  }

  @Override
  public Optional<RankingResult> run(
      Run<RankingConfig, RankingResult> run, BooleanSupplier stopRequested) {
    long started = System.nanoTime();
    try (RecordLog<RankedArchitecture> log = run.log(RankedArchitecture.getDefaultInstance())) {
      Map<Architecture, RankedArchitecture> judged =
          ranking.judge(log, threads, listener, stopRequested);
      if (judged.size() < ranking.classes().size()) {
        return Optional.empty();
      }
      Path table = run.path().resolve(TABLE);
      ranking.write(table, judged);
      RankingResult result =
          RankingResult.newBuilder()
              .setConfig(config)
              .setProvenance(run.provenance())
              .setRows(ranking.rows())
              .setClasses(judged.size())
              .setImages(ranking.images())
              .setSeconds((System.nanoTime() - started) / 1e9)
              .addAllBest(ranking.best(judged, BEST))
              .build();
      run.finish(result);
      return Optional.of(result);
    } catch (DataException e) {
      throw new DataException(run.path() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    ranking.close();
  }
}
