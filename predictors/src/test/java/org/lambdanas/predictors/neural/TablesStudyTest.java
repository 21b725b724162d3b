package org.lambdanas.predictors.neural;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;

/**
 * How well the neural predictors rank the cells of NAS-Bench-201, and what a fit costs: Kendall's
 * tau-b on 200 cells, labels transformed to normal quantiles of their ranks.
 */
class TablesStudyTest {

  private static final int TEST = 200;
  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace("nasbench201").orElseThrow();
  private static final float[] ACCURACY = TABLE.column("cifar10valid_test_200ep_seed888");

  /**
   * What trials showed.
   *
   * @param taus one for each trial
   * @param cpuSeconds of the process in an average fit
   * @param seconds of an average fit
   */
  record Outcome(double[] taus, double cpuSeconds, double seconds) {

    double mean() {
      return Arrays.stream(taus).average().orElseThrow();
    }

    @Override
    public String toString() {
      double mean = mean();
      double variance = Arrays.stream(taus).map(t -> (t - mean) * (t - mean)).average().orElse(0);
      return String.format(
          Locale.ROOT,
          "tau %.3f (sd %.3f, %d trials), fit %.1f s, %.1f s of CPU",
          mean,
          Math.sqrt(variance),
          taus.length,
          seconds,
          cpuSeconds);
    }
  }

  static Outcome measure(Learner learner, String encoding, Settings settings, int n, int trials) {
    Encoder encoder = Encodings.of("nasbench201", encoding);
    double[] taus = new double[trials];
    double cpu = 0;
    double seconds = 0;
    for (int trial = 0; trial < trials; trial++) {
      Seed seed = new Seed(100 + trial);
      int[] order = shuffled(seed.child("order").random());
      List<Features> test = encoded(encoder, order, 0, TEST);
      double[] truth = accuracies(order, 0, TEST);
      List<Features> training = encoded(encoder, order, TEST, n);
      double[] labels = quantiles(accuracies(order, TEST, n));
      long cpuStart = cpuNanos();
      long start = System.nanoTime();
      try (Learned learned =
          learner.fit(
              new LearningTask(
                  training,
                  labels,
                  settings,
                  seed.child("fit"),
                  count -> encoded(encoder, order, TEST + n, count)))) {
        cpu += (cpuNanos() - cpuStart) / 1e9 / trials;
        seconds += (System.nanoTime() - start) / 1e9 / trials;
        taus[trial] = new KendallsCorrelation().correlation(truth, learned.predict(test).means());
      }
    }
    return new Outcome(taus, cpu, seconds);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static int[] shuffled(SplittableRandom random) {
    int[] order = new int[Math.toIntExact(TABLE.rows())];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static List<Features> encoded(Encoder encoder, int[] order, int from, int count) {
    List<Features> encoded = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      encoded.add(encoder.features(TABLE.architecture(order[i])));
    }
    return encoded;
  }

  private static double[] accuracies(int[] order, int from, int count) {
    double[] accuracies = new double[count];
    Arrays.setAll(accuracies, i -> ACCURACY[order[from + i]]);
    return accuracies;
  }

  private static double[] quantiles(double[] accuracies) {
    double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(accuracies);
    NormalDistribution normal = new NormalDistribution();
    return Arrays.stream(ranks)
        .map(rank -> normal.inverseCumulativeProbability((rank - .5) / ranks.length))
        .toArray();
  }

  /** The floor at 121 cells is a random forest's tau less 0.10. */
  @ParameterizedTest
  @Tag("study")
  @CsvSource({
    "mlp, 24, 20, 0.25",
    "mlp, 121, 20, 0.48",
    "bananas, 24, 20, 0.25",
    "bananas, 121, 20, 0.48",
    "gcn, 24, 20, 0.40",
    "gcn, 121, 20, 0.48",
    "bonas, 24, 20, 0.25",
    "bonas, 121, 20, 0.48",
    "nao, 24, 10, 0.40",
    "nao, 121, 10, 0.48",
    "seminas, 24, 10, 0.40",
    "seminas, 121, 10, 0.48"
  })
  void ranksOfCells(String id, int n, int trials, double floor, TestReporter reporter) {
    Learner learner =
        NeuralLearner.all().stream()
            .filter(known -> known.description().id().equals(id))
            .findFirst()
            .orElseThrow();
    Outcome outcome =
        measure(
            learner, learner.description().encodings().get(0), Cells.settings(learner), n, trials);
    reporter.publishEntry(id + ", n = " + n, outcome.toString());
    assertThat(outcome.mean()).isGreaterThan(floor);
  }
}
