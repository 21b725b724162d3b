package org.lambdanas.predictors.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.gaussian.GrowingGaussianProcess.Place;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.predictor.Estimates;

class GrowingGaussianProcessTest {

  private static final int FEATURES = 5;

  private static double[][] rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rows = new double[count][FEATURES];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> random.nextInt(-2, 3));
    }
    return rows;
  }

  private static double[] labels(double[][] rows, double shift) {
    return Arrays.stream(rows).mapToDouble(row -> shift + 3 * row[0] - row[1] * row[2]).toArray();
  }

  /** Whatever was kept from before, it predicts what an exact process fitted once does. */
  @Test
  void predictsWhatAnExactProcessDoes() {
    double[][] rows = rows(90, 1);
    double[][] queries = rows(30, 2);
    List<Place> places = new ArrayList<>();
    Arrays.stream(queries).forEach(query -> places.add(new Place(query)));
    GrowingGaussianProcess process = new GrowingGaussianProcess(new Seed(1));
    for (int size = 1; size <= rows.length; size++) {
      process.add(rows[size - 1]);
      double[][] known = Arrays.copyOf(rows, size);
      process.learn(labels(known, size));
      if (size % 10 == 3) {
        // Places that are asked at now and then, by rows and by kernels of different times.
        assertEqual(process, known, labels(known, size), queries, places);
      }
    }
  }

  private static void assertEqual(
      GrowingGaussianProcess process,
      double[][] rows,
      double[] labels,
      double[][] queries,
      List<Place> places) {
    KernelParameters parameters = process.parameters();
    TrainingSet data = TrainingSet.of(SparseRows.of(rows, FEATURES), labels);
    CholeskyFactor covariance = new Evidence(data).covariance(parameters);
    Estimates expected =
        new KernelPosterior(
                parameters,
                data.rows(),
                covariance.solve(data.targets()),
                covariance,
                Optional.empty())
            .predict(SparseRows.of(queries, FEATURES), data.mean(), data.scale());
    double noise = parameters.noise() * data.scale() * data.scale();
    for (int i = 0; i < queries.length; i++) {
      assertThat(process.mean(places.get(i))).isCloseTo(expected.means()[i], within(1e-8));
      double deviation = process.deviation(places.get(i));
      double ofLabel = expected.deviations().orElseThrow()[i];
      assertThat(deviation * deviation + noise).isCloseTo(ofLabel * ofLabel, within(1e-7));
    }
  }

  @Test
  void learnsAndKnowsWhereItDoesNot() {
    double[][] rows = rows(200, 3);
    GrowingGaussianProcess process = new GrowingGaussianProcess(new Seed(1));
    Arrays.stream(rows).forEach(process::add);
    process.learn(labels(rows, 7));
    double[][] queries = rows(50, 4);
    double[] truth = labels(queries, 7);
    double error =
        IntStream.range(0, 50)
            .mapToDouble(i -> Math.abs(process.mean(new Place(queries[i])) - truth[i]))
            .average()
            .orElseThrow();
    assertThat(error).isLessThan(0.4);
    assertThat(process.deviation(new Place(new double[] {9, 9, 9, 9, 9})))
        .isGreaterThan(3 * process.deviation(new Place(rows[0])));
  }

  @Test
  void bearsEqualRowsAndEqualLabels() {
    GrowingGaussianProcess process = new GrowingGaussianProcess(new Seed(1));
    for (int i = 0; i < 30; i++) {
      process.add(new double[FEATURES]);
    }
    double[] labels = new double[30];
    Arrays.fill(labels, 4);
    process.learn(labels);
    assertThat(process.mean(new Place(new double[FEATURES]))).isCloseTo(4, within(1e-9));
    assertThat(process.deviation(new Place(new double[FEATURES]))).isFinite();
  }
}
