package org.lambdanas.predictors.gaussian;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FeatureVector;

/** Real architectures, one-hot, and their real accuracies, for tests. */
public final class NasBench201Sample {

  private static final List<String> OPERATIONS =
      List.of("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3");

  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace("nasbench201").orElseThrow();

  private static final float[] ACCURACIES = TABLE.column("cifar10valid_test_200ep_seed888");

  private final int[] order;

  /** All architectures in random order. */
  public NasBench201Sample(long seed) {
    order = IntStream.range(0, (int) TABLE.rows()).toArray();
    RandomGenerator random = new Seed(seed).random();
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
  }

  /** One-hot encodings of the architectures at some positions of the order. */
  public List<Encoding> encodings(int from, int to) {
    List<Encoding> encodings = new ArrayList<>();
    for (int i = from; i < to; i++) {
      encodings.add(encode(TABLE.architecture(order[i]).getEdgeCell().getOperationsList()));
    }
    return encodings;
  }

  /** Accuracies in percent of the architectures at some positions of the order. */
  public double[] labels(int from, int to) {
    return IntStream.range(from, to).mapToDouble(i -> ACCURACIES[order[i]]).toArray();
  }

  /** The one-hot encoding of the architecture with a code. */
  public static Encoding encoding(long code) {
    return encode(NasBench201Space.INSTANCE.at(code).getEdgeCell().getOperationsList());
  }

  private static Encoding encode(List<String> operations) {
    Float[] features = new Float[30];
    Arrays.fill(features, 0f);
    for (int e = 0; e < 6; e++) {
      features[5 * e + OPERATIONS.indexOf(operations.get(e))] = 1f;
    }
    return vector(features);
  }

  /** A dense feature vector. */
  public static Encoding vector(Float... features) {
    return Encoding.newBuilder()
        .setSpace("nasbench201")
        .setEncoding("adjacency_one_hot")
        .setVector(
            FeatureVector.newBuilder().setLength(features.length).addAllValues(List.of(features)))
        .build();
  }

  /** Normal quantiles of the ranks. */
  public static double[] rankGauss(double[] labels) {
    double[] ranks = new NaturalRanking(TiesStrategy.AVERAGE).rank(labels);
    NormalDistribution normal = new NormalDistribution();
    return Arrays.stream(ranks)
        .map(rank -> normal.inverseCumulativeProbability((rank - 0.5) / labels.length))
        .toArray();
  }

  /** Zero mean, unit population variance. */
  public static double[] zScore(double[] labels) {
    double mean = Arrays.stream(labels).average().orElseThrow();
    double variance =
        Arrays.stream(labels).map(y -> (y - mean) * (y - mean)).average().orElseThrow();
    return Arrays.stream(labels).map(y -> (y - mean) / Math.sqrt(variance)).toArray();
  }

  /** Kendall's tau-b. */
  public static double tau(double[] predicted, double[] real) {
    return new KendallsCorrelation().correlation(predicted, real);
  }

  /** A task with some settings given. */
  public static LearningTask task(
      Learner learner,
      List<Encoding> inputs,
      double[] labels,
      Map<String, Double> settings,
      long seed) {
    List<Feature> given =
        settings.entrySet().stream()
            .map(e -> Feature.newBuilder().setName(e.getKey()).setValue(e.getValue()).build())
            .toList();
    return new LearningTask(
        inputs,
        labels,
        Settings.of(learner.description().settings(), given),
        new Seed(seed),
        count -> List.of());
  }

  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Mean tau on 200 test architectures over trials, and mean processor seconds of a fit. */
  public static double[] study(
      Learner learner, Map<String, Double> settings, int n, int trials, boolean rankGauss) {
    double sum = 0;
    double seconds = 0;
    for (int trial = 0; trial < trials; trial++) {
      NasBench201Sample sample = new NasBench201Sample(trial);
      double[] labels = sample.labels(200, 200 + n);
      LearningTask task =
          task(
              learner,
              sample.encodings(200, 200 + n),
              rankGauss ? rankGauss(labels) : zScore(labels),
              settings,
              trial);
      long start = cpuTime();
      try (Learned learned = learner.fit(task)) {
        seconds += (cpuTime() - start) / 1e9;
        sum += tau(learned.predict(sample.encodings(0, 200)).means(), sample.labels(0, 200));
      }
    }
    return new double[] {sum / trials, seconds / trials};
  }
}
