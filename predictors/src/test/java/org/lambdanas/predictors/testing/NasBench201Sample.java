package org.lambdanas.predictors.testing;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.label.ScaledLabels;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * Cells of NAS-Bench-201, one-hot, with their accuracies: all that a test of a learner needs.
 *
 * @param inputs the encoded cells
 * @param labels one for each
 */
@SuppressWarnings("ArrayRecordComponent")
public record NasBench201Sample(List<Features> inputs, double[] labels) {

  public static final String LABEL = "cifar10valid_test_200ep_seed888";
  public static final int FEATURES = 30;

  private static final Encoder ENCODER = Encodings.of("nasbench201", "adjacency_one_hot");

  /** The whole table, read once. */
  private static final class Table {
    static final NasBench201Sample ALL = read();

    private Table() {}

    private static NasBench201Sample read() {
      BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
      float[] column = table.column(LABEL);
      List<Features> inputs = new ArrayList<>();
      double[] labels = new double[column.length];
      for (int row = 0; row < column.length; row++) {
        inputs.add(ENCODER.features(table.architecture(row)));
        labels[row] = column[row];
      }
      return new NasBench201Sample(inputs, labels);
    }
  }

  /** The whole table. */
  public static NasBench201Sample all() {
    return Table.ALL;
  }

  /** The encoding of the cell with a code. */
  public static Features encoding(long code) {
    return ENCODER.features(NasBench201Space.INSTANCE.at(code));
  }

  /** A dense feature vector. */
  public static Features vector(float... values) {
    return Features.Vector.of(values);
  }

  /** Some rows without replacement. */
  public NasBench201Sample draw(int count, Seed seed) {
    RandomGenerator random = seed.random();
    int[] rows = new int[labels.length];
    Arrays.setAll(rows, row -> row);
    for (int i = 0; i < count; i++) {
      int pick = i + random.nextInt(rows.length - i);
      int row = rows[pick];
      rows[pick] = rows[i];
      rows[i] = row;
    }
    return select(Arrays.copyOf(rows, count));
  }

  /** Rows {@code from} to {@code to - 1}. */
  public NasBench201Sample part(int from, int to) {
    int[] rows = new int[to - from];
    Arrays.setAll(rows, i -> from + i);
    return select(rows);
  }

  private NasBench201Sample select(int[] rows) {
    List<Features> chosen = new ArrayList<>();
    for (int row : rows) {
      chosen.add(inputs.get(row));
    }
    return new NasBench201Sample(
        chosen, Arrays.stream(rows).mapToDouble(row -> labels[row]).toArray());
  }

  /** With labels of zero mean and unit variance; of equal labels zeros. */
  public NasBench201Sample standardised() {
    return labelled(ScaledLabels.of(LabelTransform.LABEL_TRANSFORM_Z_SCORE, labels).values());
  }

  /** With normal quantiles of the labels' ranks. */
  public NasBench201Sample rankGauss() {
    return labelled(ScaledLabels.of(LabelTransform.LABEL_TRANSFORM_RANK_GAUSS, labels).values());
  }

  /** The same cells with other labels. */
  public NasBench201Sample labelled(double[] others) {
    return new NasBench201Sample(inputs, others);
  }

  /** What a learner is given. */
  public LearningTask task(Learner learner, long seed, Feature... settings) {
    return new LearningTask(
        inputs,
        labels,
        Settings.of(learner.description().settings(), List.of(settings)),
        new Seed(seed),
        count -> List.of());
  }

  /** What a learner is given, with settings by name. */
  public LearningTask task(Learner learner, long seed, Map<String, Double> settings) {
    return task(
        learner,
        seed,
        settings.entrySet().stream()
            .map(setting -> setting(setting.getKey(), setting.getValue()))
            .toArray(Feature[]::new));
  }

  /** A setting. */
  public static Feature setting(String name, double value) {
    return Feature.newBuilder().setName(name).setValue(value).build();
  }

  /** Kendall's tau-b, 0 if all predictions are equal. */
  public static double kendall(double[] predicted, double[] labels) {
    double tau = new KendallsCorrelation().correlation(predicted, labels);
    return Double.isNaN(tau) ? 0 : tau;
  }

  /**
   * Trials with 200 test cells each.
   *
   * @return mean tau, and mean processor seconds of a fit
   */
  public static double[] study(
      Learner learner, Map<String, Double> settings, int n, int trials, boolean rankGauss) {
    double sum = 0;
    double seconds = 0;
    for (int trial = 0; trial < trials; trial++) {
      NasBench201Sample drawn = all().draw(200 + n, new Seed(trial));
      NasBench201Sample test = drawn.part(0, 200);
      NasBench201Sample train = drawn.part(200, 200 + n);
      LearningTask task =
          (rankGauss ? train.rankGauss() : train.standardised()).task(learner, trial, settings);
      long start = cpuTime();
      try (Learned learned = learner.fit(task)) {
        seconds += (cpuTime() - start) / 1e9;
        sum += kendall(learned.predict(test.inputs).means(), test.labels);
      }
    }
    return new double[] {sum / trials, seconds / trials};
  }

  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
