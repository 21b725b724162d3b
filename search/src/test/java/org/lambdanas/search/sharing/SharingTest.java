package org.lambdanas.search.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.PixelPlace;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.sharing.Route;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.JudgedImages;
import org.lambdanas.proto.v1.NormStatistics;
import org.lambdanas.proto.v1.RankedArchitecture;
import org.lambdanas.proto.v1.RankedBy;
import org.lambdanas.proto.v1.RankingConfig;
import org.lambdanas.proto.v1.RouteSampling;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SharedNetwork;
import org.lambdanas.proto.v1.SharingCheckpoint;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.SharingMethod;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.differentiable.SearchPresets.Preset;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.training.TrainingData;

class SharingTest {

  private static final RankingListener NOBODY =
      new RankingListener() {
        @Override
        public void begins(int done, int of, int images) {}

        @Override
        public void done(int done, int of) {}
      };

  @TempDir private Path folder;

  /** Two epochs of three batches, or of five in which all operations have their turn. */
  private static SharingConfig config(String space, SharingMethod method) {
    return config(space, method, 1);
  }

  private static SharingConfig config(String space, SharingMethod method, int paths) {
    SharingConfig.Builder config =
        SharingPresets.config(Preset.LAPTOP, space, DataSets.byName("digits"))
            .setMethod(method)
            .setSampling(RouteSampling.ROUTE_SAMPLING_FAIR)
            .setEpochs(2)
            .setBatchSize(8)
            .setPaths(paths)
            .setPathDropout(method == SharingMethod.SHARING_METHOD_ONESHOT ? .5 : 0)
            .setWatched(2);
    config.getDataBuilder().setTrainImages(40).setTrainPortion(.6);
    config.getNetworkBuilder().setChannels(2);
    return config.build();
  }

  private static TrainingData data(SharingConfig config) {
    return TrainingData.heldOut(config.getData(), config.getBatchSize(), config.getSeed());
  }

  private static Sharing start(SharingConfig config) {
    return new Sharing(config, data(config));
  }

  /** Runs so many more steps and gives the last checkpoint. */
  private static SharingCheckpoint run(Sharing sharing, int steps) {
    List<SharingCheckpoint> kept = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(steps);
    EpochListener<TrainingEpochRecord> count =
        new EpochListener<>() {
          @Override
          public void step(int epoch, int step, int all, Optional<Double> loss) {
            left.decrementAndGet();
          }
        };
    sharing.run(count, () -> left.get() <= 0, kept::add);
    return kept.get(kept.size() - 1);
  }

  private static List<TrainingEpochRecord> records(SharingCheckpoint checkpoint) {
    return checkpoint.getHistory().getEpochsList().stream()
        .map(record -> record.toBuilder().clearSeconds().build())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "nasbench201, RSWS, 1, 5",
    "nasbench201, RSWS, 5, 3",
    "nasbench201, RSWS, 3, 5",
    "nasbench201, ONESHOT, 1, 3",
    "s2, RSWS, 1, 3",
    "darts, RSWS, 2, 3"
  })
  void aResumedTrainingIsTheUninterruptedOneToTheBit(
      String space, String method, int paths, int steps) {
    SharingConfig config = config(space, SharingMethod.valueOf("SHARING_METHOD_" + method), paths);
    try (Sharing whole = start(config);
        Sharing first = start(config);
        Sharing second = start(config)) {
      SharingCheckpoint end = run(whole, Integer.MAX_VALUE);
      SharingCheckpoint middle = run(first, steps + 1);
      assertThat(middle.getEpoch()).isEqualTo(1);
      assertThat(middle.getStep()).isEqualTo(1);
      second.restore(middle);
      // Measuring leaves no trace.
      assertThat(second.pace(() -> false).orElseThrow().parts())
          .allMatch(part -> part.seconds() > 0);
      SharingCheckpoint resumed = run(second, Integer.MAX_VALUE);
      assertThat(resumed.getTensorsList()).isEqualTo(end.getTensorsList());
      assertThat(records(resumed)).isEqualTo(records(end)).hasSize(2);
      assertThat(records(end).get(0).getSteps()).isEqualTo(steps);
      assertThat(middle.getTensorsList()).isNotEqualTo(end.getTensorsList());
      SharingConfig other = config.toBuilder().setSeed(9).build();
      try (Sharing another = start(other)) {
        assertThatThrownBy(() -> another.restore(middle)).isInstanceOf(DataException.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "3, 5", "5, 3"})
  void overAnEpochAllOperationsAreTrainedEquallyOftenAndStepsDiffer(int paths, int steps) {
    try (Sharing sharing = start(config("nasbench201", SharingMethod.SHARING_METHOD_RSWS, paths))) {
      CellType type = SearchSpaces.cellSpaceById("nasbench201").cellTypes().get(0);
      List<List<Route>> ways = IntStream.range(0, 2 * steps).mapToObj(sharing::ways).toList();
      for (List<List<Route>> epoch :
          List.of(ways.subList(0, steps), ways.subList(steps, 2 * steps))) {
        for (int edge = 0; edge < type.edges(); edge++) {
          int at = edge;
          Map<Integer, Long> counts =
              epoch.stream()
                  .flatMap(List::stream)
                  .collect(
                      Collectors.groupingBy(way -> way.of(type).get(at), Collectors.counting()));
          assertThat(counts).hasSize(5);
          assertThat(counts.values()).containsOnly((long) steps * paths / 5);
        }
      }
      assertThat(ways.stream().distinct()).hasSize(2 * steps);
      assertThat(ways.stream().flatMap(List::stream).distinct().count())
          .isGreaterThan(2L * steps * paths - 2);
    }
  }

  @Test
  void anEpochIsWholeRoundsWhereThatDoesNotDoubleIt() {
    assertThat(Sharing.stepsPerEpoch(79, 5)).isEqualTo(80);
    assertThat(Sharing.stepsPerEpoch(80, 5)).isEqualTo(80);
    assertThat(Sharing.stepsPerEpoch(3, 5)).isEqualTo(5);
    assertThat(Sharing.stepsPerEpoch(2, 5)).isEqualTo(2);
    assertThat(Sharing.stepsPerEpoch(79, 1)).isEqualTo(79);
  }

  private static SharedNetwork trained(SharingConfig config) {
    try (Sharing sharing = start(config)) {
      run(sharing, Integer.MAX_VALUE);
      return sharing.network(
          RunProvenance.newBuilder()
              .setDataSha256(ByteString.copyFrom(data(config).sha256()))
              .build());
    }
  }

  private static RankingConfig.Builder ranking(SharedNetwork network, List<Architecture> members) {
    return RankingConfig.newBuilder()
        .setNetwork("supernetwork.binpb")
        .setNetworkSha256(Checksums.sha256(network.toByteString()))
        .setData(network.getConfig().getData())
        .addAllArchitectures(members)
        .setImages(15)
        .setBatchSize(8)
        .setStatistics(NormStatistics.NORM_STATISTICS_BATCH)
        .setCalibrationImages(16)
        .setPrecision("float32");
  }

  private Map<Architecture, RankedArchitecture> judged(
      Ranking ranking, String log, int threads, int most) {
    AtomicInteger left = new AtomicInteger(most);
    RankingListener listener =
        new RankingListener() {
          @Override
          public void begins(int done, int of, int images) {}

          @Override
          public void done(int done, int of) {
            left.decrementAndGet();
          }
        };
    try (RecordLog<RankedArchitecture> records =
        RecordLog.open(folder.resolve(log), RankedArchitecture.getDefaultInstance())) {
      return ranking.judge(records, threads, listener, () -> left.get() <= 0);
    }
  }

  /** Makes something while hardly any image may lie in memory. */
  private <T> T withoutRoom(Supplier<T> made) {
    System.setProperty(PixelPlace.MEMORY, "1k");
    System.setProperty(PixelPlace.FOLDER, folder.resolve("cache").toString());
    try {
      return made.get();
    } finally {
      System.clearProperty(PixelPlace.MEMORY);
      System.clearProperty(PixelPlace.FOLDER);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nasbench201, RSWS, BATCH, UNSPECIFIED, false",
    "nasbench201, ONESHOT, RECALIBRATED, UNSPECIFIED, true",
    "nasbench201, ONESHOT, BATCH, ACCURACY, false",
    "s1, RSWS, BATCH, LOSS, true"
  })
  void aRankingIsATableAndDoesNotDependOnThreadsInterruptionsOrRoom(
      String space, String method, String statistics, String rankedBy, boolean byLoss) {
    SharedNetwork network =
        trained(config(space, SharingMethod.valueOf("SHARING_METHOD_" + method)));
    SearchSpace members = SearchSpaces.byId(space);
    List<Architecture> drawn = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      drawn.add(members.sample(new Seed(i).random()));
    }
    RankingConfig config =
        ranking(network, drawn)
            .setStatistics(NormStatistics.valueOf("NORM_STATISTICS_" + statistics))
            .setRankBy(RankedBy.valueOf("RANKED_BY_" + rankedBy))
            .build();
    DataConfig data = network.getConfig().getData();
    try (Ranking ranking = new Ranking(config, network, data);
        Ranking again = withoutRoom(() -> new Ranking(config, network, data))) {
      assertThat(ranking.images()).isEqualTo(15);
      Map<Architecture, RankedArchitecture> all = judged(ranking, "all.log", 1, 99);
      assertThat(all.keySet()).containsExactlyInAnyOrderElementsOf(ranking.classes());
      assertThat(judged(again, "parts.log", 2, 3)).hasSizeBetween(3, all.size() - 1);
      assertThat(judged(again, "parts.log", 2, 99)).isEqualTo(all);
      assertThat(all.values().stream().map(RankedArchitecture::getLoss).distinct().count())
          .isGreaterThan(all.size() / 2);

      Path file = folder.resolve("table.binpb.gz");
      ranking.write(file, all);
      BenchmarkTableFile table = BenchmarkTableFile.open(file);
      assertThat(table.rows()).isEqualTo(ranking.rows());
      String metric = EnumNames.of(network.getConfig().getMethod());
      for (Architecture architecture : drawn) {
        long row = table.find(architecture).orElseThrow();
        RankedArchitecture ranked =
            Objects.requireNonNull(all.get(members.canonical(architecture)));
        assertThat(table.value(row, metric + (byLoss ? "" : "_loss")))
            .isCloseTo((float) (byLoss ? -ranked.getLoss() : ranked.getLoss()), within(1e-4f));
        assertThat(table.value(row, metric + (byLoss ? "_accuracy" : "")))
            .isCloseTo((float) ranked.getAccuracy(), within(1e-4f));
      }
      assertThat(table.metric(metric).getHigherIsBetter()).isTrue();
      assertThat(table.metric(metric + (byLoss ? "_accuracy" : "_loss")).getHigherIsBetter())
          .isEqualTo(byLoss);
      List<RankedArchitecture> best = ranking.best(all, 99);
      assertThat(best)
          .isSortedAccordingTo(
              byLoss
                  ? Comparator.comparingDouble(RankedArchitecture::getLoss)
                  : Comparator.comparingDouble(r -> -r.getAccuracy()));
      assertThat(best).hasSize(all.size());
    }
    RankingConfig foreign =
        config.toBuilder().setNetworkSha256(ByteString.copyFrom(new byte[32])).build();
    assertThatThrownBy(() -> new RankingRun(foreign, network, data, 1, NOBODY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not the network");
  }

  @Test
  void weightsDoBetterOnTheImagesTheyWereTrainedWith() {
    SharingConfig.Builder config30 =
        config("nasbench201", SharingMethod.SHARING_METHOD_RSWS).toBuilder().setEpochs(30);
    config30.getWeightOptimizerBuilder().setLearningRate(.1);
    SharedNetwork network = trained(config30.build());
    List<Architecture> drawn = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      drawn.add(SearchSpaces.byId("nasbench201").sample(new Seed(i).random()));
    }
    Map<JudgedImages, Double> losses = new EnumMap<>(JudgedImages.class);
    for (JudgedImages by :
        List.of(JudgedImages.JUDGED_IMAGES_HELD_OUT, JudgedImages.JUDGED_IMAGES_TRAINING)) {
      RankingConfig config = ranking(network, drawn).setJudgeBy(by).build();
      try (Ranking ranking = new Ranking(config, network, network.getConfig().getData())) {
        losses.put(
            by,
            judged(ranking, by + ".log", 1, 99).values().stream()
                .mapToDouble(RankedArchitecture::getLoss)
                .average()
                .orElseThrow());
      }
    }
    assertThat(losses.get(JudgedImages.JUDGED_IMAGES_TRAINING))
        .isLessThan(losses.get(JudgedImages.JUDGED_IMAGES_HELD_OUT));
  }

  @Test
  void recalibratedStatisticsDependOnTheCalibrationImagesAlone() {
    SharedNetwork network = trained(config("nasbench201", SharingMethod.SHARING_METHOD_RSWS));
    SearchSpace space = SearchSpaces.byId("nasbench201");
    List<Architecture> drawn =
        List.of(
            space.parse(
                "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|none~2|"));
    List<Double> losses = new ArrayList<>();
    RankingConfig.Builder config = ranking(network, drawn).setImages(16);
    for (NormStatistics statistics :
        List.of(
            NormStatistics.NORM_STATISTICS_BATCH, NormStatistics.NORM_STATISTICS_RECALIBRATED)) {
      for (int batchSize : new int[] {4, 8}) {
        config.setStatistics(statistics).setBatchSize(batchSize);
        for (int calibration : new int[] {8, 16}) {
          config.setCalibrationImages(calibration);
          try (Ranking ranking =
              new Ranking(config.build(), network, network.getConfig().getData())) {
            losses.add(
                judged(ranking, losses.size() + ".log", 1, 9).values().iterator().next().getLoss());
          }
        }
      }
    }
    // Batch statistics are those of the images at hand.
    assertThat(losses.get(0)).isEqualTo(losses.get(1)).isNotEqualTo(losses.get(2));
    assertThat(losses.get(2)).isEqualTo(losses.get(3));
    // The others come from the training images.
    assertThat(losses.subList(4, 8)).doesNotHaveDuplicates().doesNotContain(losses.get(0));
    assertThat(losses).allMatch(loss -> loss > 0 && loss < 20);
  }
}
