package org.lambdanas.search.sharing;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.RankedArchitecture;
import org.lambdanas.proto.v1.RankingConfig;
import org.lambdanas.proto.v1.RankingResult;
import org.lambdanas.proto.v1.SharedNetwork;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.training.TrainingData;

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
  private final TrainingData data;
  private final int threads;
  private final RankingListener listener;
  private final Ranking ranking;

  /**
   * Builds the graph.
   *
   * @param data of the training of the shared weights
   * @param threads architectures judged at a time, at least 1
   * @throws DataException if network or images are not those of the configuration
   */
  public RankingRun(
      RankingConfig config,
      SharedNetwork network,
      TrainingData data,
      int threads,
      RankingListener listener) {
    if (!Checksums.sha256(network.toByteString()).equals(config.getNetworkSha256())) {
      throw new DataException(
          config.getNetwork() + " is not the network that the ranking began with");
    }
    if (!network.getProvenance().getDataSha256().equals(ByteString.copyFrom(data.sha256()))) {
      throw new DataException("the images are not those that the shared weights were trained with");
    }
    this.config = config;
    this.network = network;
    this.data = data;
    this.threads = threads;
    this.listener = listener;
    this.ranking = new Ranking(config, network, data);
  }

  @Override
  public RunProcess.Input input() {
    return new RunProcess.Input(
        network.getConfig().getSeed(), ByteString.copyFrom(data.sha256()), ranking.images());
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
              .addAllBest(Ranking.best(judged, BEST))
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
