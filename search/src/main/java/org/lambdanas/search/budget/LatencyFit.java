package org.lambdanas.search.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.MetricValue;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.OperationLatency;

/**
 * Fits latency models: a ridge regression in the numbers of operations. Whether operations that are
 * not used count, as they do where a network is run as it is written, and how strong the ridge is,
 * is what predicts each measurement best from the others.
 */
public final class LatencyFit {

  /** Fewer leave nothing to be left out. */
  public static final int LEAST = 3;

  /** Of which those that are measured are chosen. */
  private static final int DRAWS = 200;

  /** Relative to the mean square of a count. */
  private static final double[] RIDGES = {0.01, 0.03, 0.1, 0.3};

  /**
   * Only live operations count if that makes what was measured so much more likely: 20 times, as a
   * logarithm. Few measurements have to say it more clearly than many.
   */
  private static final double LIVE_EVIDENCE = Math.log(20);

  private LatencyFit() {}

  /**
   * Fits a model.
   *
   * @param measured space and whatever else is known of the model, with at least {@link #LEAST}
   *     measurements
   * @return with coefficients, and how well it predicts what it has not seen
   * @throws DataException if there are too few measurements
   */
  public static LatencyModel of(LatencyModel measured) {
    List<LatencyMeasurement> measurements = measured.getMeasurementsList();
    if (measurements.size() < LEAST) {
      throw new DataException(
          "%d latencies are too few for a model: measure at least %d networks"
              .formatted(measurements.size(), LEAST));
    }
    NetworkSpace space = SearchSpaces.networkSpaceById(measured.getSpace());
    double[] truth =
        measurements.stream().mapToDouble(LatencyMeasurement::getMilliseconds).toArray();
    List<Line> lines = new ArrayList<>();
    for (boolean live : new boolean[] {false, true}) {
      List<Map<String, Integer>> counts =
          counts(
              space, measurements.stream().map(LatencyMeasurement::getArchitecture).toList(), live);
      List<String> names = OperationCounts.names(counts);
      double[][] rows = rows(counts);
      for (double ridge : RIDGES) {
        lines.add(fit(rows, truth, ridge, live, names));
      }
    }
    // The likelihood of n residuals whose deviation is not known goes by their squares' sum ^(n/2).
    double margin = Math.exp(2 * LIVE_EVIDENCE / truth.length);
    return lines.stream()
        .min(Comparator.comparingDouble(l -> l.live() ? l.error() * margin : l.error()))
        .orElseThrow()
        .into(measured, truth);
  }

  private static List<Map<String, Integer>> counts(
      NetworkSpace space, List<Architecture> architectures, boolean live) {
    return architectures.stream().map(a -> OperationCounts.of(space, a, live)).toList();
  }

  /** A row for each, with a number for every operation that is in some. */
  private static double[][] rows(List<Map<String, Integer>> counts) {
    List<String> names = OperationCounts.names(counts);
    return counts.stream()
        .map(c -> names.stream().mapToDouble(n -> c.getOrDefault(n, 0)).toArray())
        .toArray(double[][]::new);
  }

  /** A line, and what it says of each row when it is fitted to the others. */
  private record Line(
      boolean live,
      List<String> names,
      double ridge,
      double intercept,
      double[] slopes,
      double[] heldOut,
      double error) {

    LatencyModel into(LatencyModel measured, double[] truth) {
      LatencyModel.Builder model =
          measured.toBuilder()
              .setLive(live)
              .setRidge(ridge)
              .setIntercept(intercept)
              .clearOperations()
              .clearHeldOutSpearman();
      for (int i = 0; i < slopes.length; i++) {
        model.addOperations(
            OperationLatency.newBuilder().setOperation(names.get(i)).setMilliseconds(slopes[i]));
      }
      MetricValue spearman = Correlation.SPEARMAN.compute(truth, heldOut);
      if (Double.isFinite(spearman.value())) {
        model.setHeldOutSpearman(spearman.value());
      }
      model.setHeldOutError(
          IntStream.range(0, truth.length)
              .mapToDouble(i -> Math.abs(heldOut[i] - truth[i]) / truth[i])
              .average()
              .orElse(0));
      return model.build();
    }
  }

  private static Line fit(
      double[][] rows, double[] truth, double ridge, boolean live, List<String> names) {
    int n = rows.length;
    int d = names.size();
    double[] means = new double[d];
    double mean = Arrays.stream(truth).average().orElse(0);
    for (double[] row : rows) {
      for (int k = 0; k < d; k++) {
        means[k] += row[k] / n;
      }
    }
    double[][] centred = new double[n][d];
    double[][] gram = new double[d][d];
    double[] moments = new double[d];
    double squares = 0;
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < d; k++) {
        centred[i][k] = rows[i][k] - means[k];
        squares += centred[i][k] * centred[i][k];
        moments[k] += centred[i][k] * (truth[i] - mean);
      }
      for (int k = 0; k < d; k++) {
        for (int l = 0; l < d; l++) {
          gram[k][l] += centred[i][k] * centred[i][l];
        }
      }
    }
    double strength = ridge * Math.max(squares / Math.max(1, d * n), 1e-9);
    double[] slopes = new double[d];
    double[] heldOut = new double[n];
    double error = 0;
    CholeskyFactor factor = null;
    if (d > 0) {
      for (int k = 0; k < d; k++) {
        gram[k][k] += strength;
      }
      factor = CholeskyFactor.of(gram);
      slopes = factor.solve(moments.clone());
    }
    for (int i = 0; i < n; i++) {
      double fitted = mean + dot(slopes, centred[i]);
      // What an observation weighs in its own prediction; without it the residual is larger.
      double own =
          1.0 / n + (factor == null ? 0 : dot(factor.solve(centred[i].clone()), centred[i]));
      double residual = (truth[i] - fitted) / Math.max(1e-9, 1 - own);
      heldOut[i] = truth[i] - residual;
      error += residual * residual;
    }
    return new Line(live, names, ridge, mean - dot(slopes, means), slopes, heldOut, error);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * Architectures whose latencies tell most about all others: of some random ones, each time that
   * of which the ones before say least, whether all operations count or only live ones.
   *
   * @param count at least 1
   */
  public static List<Architecture> plan(NetworkSpace space, int count, Seed seed) {
    if (count < 1) {
      throw new ConfigException("cannot plan to measure " + count + " networks: give at least 1");
    }
    SplittableRandom random = seed.child("measured networks").random();
    List<Architecture> drawn =
        IntStream.range(0, Math.max(DRAWS, 2 * count))
            .mapToObj(i -> space.sample(random))
            .distinct()
            .toList();
    double[][] all = rows(counts(space, drawn, false));
    double[][] live = rows(counts(space, drawn, true));
    double[][] rows = new double[drawn.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] =
          Stream.of(new double[] {1}, all[i], live[i]).flatMapToDouble(Arrays::stream).toArray();
    }
    int d = rows[0].length;
    double[][] gram = new double[d][d];
    for (int k = 0; k < d; k++) {
      gram[k][k] = 1;
    }
    List<Architecture> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(count, drawn.size())) {
      CholeskyFactor factor = CholeskyFactor.of(gram);
      double[] unknown =
          Arrays.stream(rows).mapToDouble(row -> dot(factor.solve(row.clone()), row)).toArray();
      int next =
          IntStream.range(0, rows.length)
              .filter(i -> !chosen.contains(drawn.get(i)))
              .boxed()
              .max(Comparator.comparingDouble(i -> unknown[i]))
              .orElseThrow();
      chosen.add(drawn.get(next));
      for (int k = 0; k < d; k++) {
        for (int l = 0; l < d; l++) {
          gram[k][l] += rows[next][k] * rows[next][l];
        }
      }
    }
    return chosen;
  }
}
