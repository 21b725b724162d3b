package org.lambdanas.search.sharing;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.sharing.RankCriterion;
import org.lambdanas.graph.sharing.RouteJudge;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.work.OpenWork;
import org.lambdanas.predictors.table.TableWriter;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.JudgedImages;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.RankedArchitecture;
import org.lambdanas.proto.v1.RankingConfig;
import org.lambdanas.proto.v1.SharedNetwork;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.Unit;

/**
 * Judges architectures by shared weights, those that compute the same once, and makes a table of
 * it. What an architecture comes to depends neither on the others nor on the number of threads.
 */
final class Ranking implements AutoCloseable {

  /** How long architectures that are being judged may go on when the ranking is stopped. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SharedNetwork network;
  private final JudgedImages judgeBy;
  private final RankCriterion criterion;
  private final SearchSpace space;
  private final List<Architecture> architectures;
  private final Map<Architecture, Architecture> representatives = new LinkedHashMap<>();
  private final RouteJudge judge;

  /**
   * Reads the images and builds the graph.
   *
   * @param data where the images are now
   * @throws DataException if network or images are not those of the configuration
   * @throws org.lambdanas.graph.error.ConfigException if the space cannot be numbered and no
   *     architectures are named
   */
  Ranking(RankingConfig config, SharedNetwork network, DataConfig data) {
    this.network = network;
    this.judgeBy = config.getJudgeBy();
    this.criterion = RankCriterion.of(config.getRankBy(), network.getConfig().getMethod());
    this.space = SearchSpaces.byId(network.getConfig().getSpace());
    this.architectures =
        config.getArchitecturesCount() > 0 ? config.getArchitecturesList() : space.members();
    for (Architecture architecture : architectures) {
      representatives.put(architecture, space.canonical(architecture));
    }
    this.judge = RouteJudge.open(config, network, data);
  }

  /** Images that each architecture is judged by. */
  int images() {
    return judge.images();
  }

  /** Of the images that were read. */
  ByteString dataSha256() {
    return judge.dataSha256();
  }

  /** Architectures of the table. */
  int rows() {
    return representatives.size();
  }

  /** Architectures that are judged: one for all that compute the same. */
  Collection<Architecture> classes() {
    return new LinkedHashSet<>(representatives.values());
  }

  /**
   * Judges what is not judged yet.
   *
   * @param log what is done; what is judged is added
   * @return all, by representative, or fewer if it was stopped
   * @throws DataException if something in the log was not asked for
   */
  Map<Architecture, RankedArchitecture> judge(
      RecordLog<RankedArchitecture> log,
      int threads,
      RankingListener listener,
      BooleanSupplier stopRequested) {
    Set<Architecture> open = new LinkedHashSet<>(classes());
    int of = open.size();
    Map<Architecture, RankedArchitecture> done = new LinkedHashMap<>();
    for (RankedArchitecture ranked : log.found()) {
      if (!open.remove(ranked.getArchitecture())) {
        throw new DataException(
            "there is an architecture that the configuration does not ask for: "
                + space.format(ranked.getArchitecture()));
      }
      done.put(ranked.getArchitecture(), ranked);
    }
    listener.begins(done.size(), of, images());
    new OpenWork<Architecture, RankedArchitecture>("ranking", threads, PATIENCE)
        .run(
            open,
            this::ranked,
            (architecture, ranked) -> {
              log.append(ranked);
              done.put(architecture, ranked);
              listener.done(done.size(), of);
            },
            stopRequested);
    return done;
  }

  private RankedArchitecture ranked(Architecture architecture) {
    Evaluation evaluation = judge.judge(architecture);
    double loss = evaluation.meanLoss();
    return RankedArchitecture.newBuilder()
        .setArchitecture(architecture)
        .setAccuracy(evaluation.accuracy())
        .setLoss(Double.isFinite(loss) ? loss : Double.POSITIVE_INFINITY)
        .build();
  }

  /** Writes the table: a row for each architecture, in the order in which they were named. */
  void write(Path file, Map<Architecture, RankedArchitecture> judged) {
    String method = EnumNames.of(network.getConfig().getMethod());
    boolean byLoss = criterion == RankCriterion.LOSS;
    String data = network.getConfig().getData().getDataSet();
    MetricDescription.Builder metric =
        MetricDescription.newBuilder()
            .setDataSet(data)
            .setRuns("seed " + network.getConfig().getSeed());
    TableHeader header =
        TableHeader.newBuilder()
            .setName(method + "-" + space.id())
            .setSpace(space.id())
            .setSource(
                "shared weights, %d epochs of %s; judged by %d images, %s"
                    .formatted(
                        network.getConfig().getEpochs(), data, images(), EnumNames.of(judgeBy)))
            .addMetrics(
                metric
                    .setName(method)
                    .setUnit(byLoss ? Unit.UNIT_NATS : Unit.UNIT_PERCENT)
                    .setHigherIsBetter(true))
            .addMetrics(
                metric
                    .setName(method + (byLoss ? "_accuracy" : "_loss"))
                    .setUnit(byLoss ? Unit.UNIT_PERCENT : Unit.UNIT_NATS)
                    .setHigherIsBetter(byLoss))
            .build();
    try (TableWriter writer = TableWriter.create(file, header)) {
      representatives.forEach(
          (architecture, representative) -> {
            RankedArchitecture ranked = Objects.requireNonNull(judged.get(representative));
            writer.add(
                architecture,
                new float[] {
                  (float) score(ranked), byLoss ? (float) ranked.getAccuracy() : loss(ranked)
                },
                List.of());
          });
      writer.finish();
    }
  }

  private double score(RankedArchitecture ranked) {
    return criterion.score(ranked.getAccuracy(), ranked.getLoss());
  }

  /** Tables lack what is not finite. */
  private static float loss(RankedArchitecture ranked) {
    return Double.isFinite(ranked.getLoss()) ? (float) ranked.getLoss() : Float.NaN;
  }

  /** The best by score, and by loss among equals. */
  List<RankedArchitecture> best(Map<Architecture, RankedArchitecture> judged, int most) {
    List<RankedArchitecture> sorted = new ArrayList<>(judged.values());
    sorted.sort(
        Comparator.comparingDouble(this::score)
            .reversed()
            .thenComparingDouble(RankedArchitecture::getLoss));
    return sorted.subList(0, Math.min(most, sorted.size()));
  }

  @Override
  public void close() {
    judge.close();
  }
}
