package org.lambdanas.predictors.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FeatureVector;

/** Cells of NAS-Bench-201, one-hot, with their accuracies: all that a test of a learner needs. */
final class NasBench201Sample {

  static final String LABEL = "cifar10valid_test_200ep_seed888";
  static final int FEATURES = 30;

  private static final List<String> OPERATIONS =
      List.of("skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3");

  /** Where the edges of a cell, which go by target, stand in an encoding, which goes by source. */
  private static final int[] POSITION = {0, 1, 3, 2, 4, 5};

  final List<Encoding> inputs;
  final double[] labels;

  private NasBench201Sample(List<Encoding> inputs, double[] labels) {
    this.inputs = inputs;
    this.labels = labels;
  }

  /** The whole table. */
  static NasBench201Sample all() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    float[] column = table.column(LABEL);
    List<Encoding> inputs = new ArrayList<>();
    double[] labels = new double[column.length];
    for (int row = 0; row < column.length; row++) {
      inputs.add(oneHot(table.architecture(row)));
      labels[row] = column[row];
    }
    return new NasBench201Sample(inputs, labels);
  }

  private static Encoding oneHot(Architecture architecture) {
    float[] values = new float[FEATURES];
    for (int edge = 0; edge < POSITION.length; edge++) {
      int operation = OPERATIONS.indexOf(architecture.getEdgeCell().getOperations(edge));
      values[5 * POSITION[edge] + operation] = 1;
    }
    return encoding(values);
  }

  /** A dense feature vector. */
  static Encoding encoding(float... values) {
    FeatureVector.Builder vector = FeatureVector.newBuilder().setLength(values.length);
    for (float value : values) {
      vector.addValues(value);
    }
    return Encoding.newBuilder()
        .setSpace("nasbench201")
        .setEncoding("adjacency_one_hot")
        .setVector(vector)
        .build();
  }

  /** Some rows without replacement. */
  NasBench201Sample draw(int count, Seed seed) {
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
  NasBench201Sample part(int from, int to) {
    int[] rows = new int[to - from];
    Arrays.setAll(rows, i -> from + i);
    return select(rows);
  }

  private NasBench201Sample select(int[] rows) {
    List<Encoding> chosen = new ArrayList<>();
    for (int row : rows) {
      chosen.add(inputs.get(row));
    }
    return new NasBench201Sample(
        chosen, Arrays.stream(rows).mapToDouble(row -> labels[row]).toArray());
  }

  /** With labels of zero mean and unit variance; of equal labels zeros. */
  NasBench201Sample standardised() {
    double mean = Arrays.stream(labels).average().orElseThrow();
    double variance =
        Arrays.stream(labels).map(y -> (y - mean) * (y - mean)).average().orElseThrow();
    double scale = variance == 0 ? 0 : 1 / Math.sqrt(variance);
    return new NasBench201Sample(
        inputs, Arrays.stream(labels).map(y -> (y - mean) * scale).toArray());
  }

  /** The same cells with other labels. */
  NasBench201Sample labelled(double[] others) {
    return new NasBench201Sample(inputs, others);
  }

  /** What a learner is given. */
  LearningTask task(Learner learner, long seed, Feature... settings) {
    return new LearningTask(
        inputs,
        labels,
        Settings.of(learner.description().settings(), List.of(settings)),
        new Seed(seed),
        count -> List.of());
  }

  /** A setting. */
  static Feature setting(String name, double value) {
    return Feature.newBuilder().setName(name).setValue(value).build();
  }

  /** Kendall's tau-b, 0 if all predictions are equal. */
  static double kendall(double[] predicted, double[] labels) {
    double tau = new KendallsCorrelation().correlation(predicted, labels);
    return Double.isNaN(tau) ? 0 : tau;
  }
}
