package org.lambdanas.predictors.gaussian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.numeric.RandomIndices;

/**
 * The Gaussian process of {@link GaussianProcess} for observations that come one by one, while all
 * labels may change each time, as ranks do. A further row costs a row of the covariance's factor; a
 * {@link Place} at which it is asked again costs one number more than before. The kernel is fitted
 * again whenever the rows have grown by a third; only then all is worked out anew. The same calls
 * give the same bits. Used by one thread.
 */
public final class GrowingGaussianProcess {

  /** Rows on which the kernel is fitted. */
  private static final int FITTED_ROWS = 120;

  private static final double GROWTH = 4.0 / 3;
  private static final double NOISE = 0.1;

  /** Variances below this are rounding. */
  private static final double LEAST_VARIANCE = 1e-10;

  private final Seed seed;
  private final List<double[]> rows = new ArrayList<>();

  /** The factor of the covariance: row i has i + 1 elements. */
  private final List<double[]> factor = new ArrayList<>();

  private KernelParameters parameters = new KernelParameters(1, 1, NOISE);
  private int fittedRows;
  private double[] weights = new double[0];
  private double mean;
  private double scale = 1;

  /** Without observations; the seed draws the rows on which the kernel is fitted. */
  public GrowingGaussianProcess(Seed seed) {
    this.seed = seed;
  }

  /** Where it is asked for predictions, with what is known about it so far. */
  public static final class Place {

    private final double[] features;

    /** The solution of L x = covariances with the rows, as far as it is known. */
    private double[] column = new double[32];

    private int known;
    private double squares;
    private KernelParameters by = new KernelParameters(1, 1, 1);

    /** A place; the features are not copied. */
    public Place(double[] features) {
      this.features = features;
    }
  }

  /** Adds an observation, whose label comes with the next {@link #learn}. */
  public void add(double[] features) {
    rows.add(features);
  }

  /**
   * Learns all labels anew.
   *
   * @param labels one for each row, at least 1, finite
   */
  public void learn(double[] labels) {
    Cancellation.check();
    if (rows.size() >= GROWTH * fittedRows) {
      fitKernel(labels);
    }
    for (int row = factor.size(); row < rows.size(); row++) {
      extendFactor(row);
    }
    mean = Arrays.stream(labels).average().orElseThrow();
    double variance =
        Arrays.stream(labels).map(label -> (label - mean) * (label - mean)).average().orElseThrow();
    scale = variance > 0 ? Math.sqrt(variance) : 1;
    weights = new double[labels.length];
    for (int i = 0; i < weights.length; i++) {
      double[] row = factor.get(i);
      weights[i] = ((labels[i] - mean) / scale - dot(row, weights, i)) / row[i];
    }
  }

  /** The kernel as it is fitted now. */
  KernelParameters parameters() {
    return parameters;
  }

  private void fitKernel(double[] labels) {
    int[] chosen =
        RandomIndices.sample(
            rows.size(), Math.min(FITTED_ROWS, rows.size()), seed.child(rows.size()).random());
    double[][] sample = Arrays.stream(chosen).mapToObj(rows::get).toArray(double[][]::new);
    TrainingSet data =
        TrainingSet.of(
            SparseRows.of(sample, sample[0].length),
            Arrays.stream(chosen).mapToDouble(row -> labels[row]).toArray());
    KernelParameters start =
        new KernelParameters(KernelParameters.suitingLengthScale(data.rows()), 1, NOISE);
    parameters = EvidenceMaximum.of(new Evidence(data), new HyperPrior(start));
    fittedRows = rows.size();
    factor.clear();
    double[][] covariance = new double[rows.size()][];
    for (int i = 0; i < covariance.length; i++) {
      covariance[i] = new double[i + 1];
      for (int j = 0; j < i; j++) {
        covariance[i][j] = covariance(rows.get(i), rows.get(j));
      }
      covariance[i][i] = parameters.variance() + parameters.noise();
    }
    CholeskyFactor whole = CholeskyFactor.of(covariance);
    for (int i = 0; i < covariance.length; i++) {
      double[] row = covariance[i];
      for (int j = 0; j <= i; j++) {
        row[j] = whole.at(i, j);
      }
      factor.add(row);
    }
  }

  private void extendFactor(int row) {
    double[] own = new double[row + 1];
    double squares = 0;
    for (int i = 0; i < row; i++) {
      double[] other = factor.get(i);
      own[i] = (covariance(rows.get(row), rows.get(i)) - dot(other, own, i)) / other[i];
      squares += own[i] * own[i];
    }
    double left = parameters.variance() + parameters.noise() - squares;
    own[row] = Math.sqrt(Math.max(left, LEAST_VARIANCE));
    factor.add(own);
  }

  /** The label that is expected at a place. */
  public double mean(Place place) {
    extend(place);
    return mean + scale * dot(weights, place.column, weights.length);
  }

  /** The standard deviation of the function at a place, the noise of a label left out. */
  public double deviation(Place place) {
    extend(place);
    return scale * Math.sqrt(Math.max(parameters.variance() - place.squares, LEAST_VARIANCE));
  }

  private void extend(Place place) {
    if (!place.by.equals(parameters)) {
      place.by = parameters;
      place.known = 0;
      place.squares = 0;
    }
    int size = factor.size();
    if (place.column.length < size) {
      place.column = Arrays.copyOf(place.column, size + size / 2);
    }
    for (int i = place.known; i < size; i++) {
      double[] row = factor.get(i);
      double value = (covariance(rows.get(i), place.features) - dot(row, place.column, i)) / row[i];
      place.column[i] = value;
      place.squares += value * value;
    }
    place.known = size;
  }

  private double covariance(double[] a, double[] b) {
    double first = 0;
    double second = 0;
    int i = 0;
    for (; i + 2 <= a.length; i += 2) {
      double d = a[i] - b[i];
      double e = a[i + 1] - b[i + 1];
      first += d * d;
      second += e * e;
    }
    for (; i < a.length; i++) {
      first += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return parameters.covariance(first + second);
  }

  /** A scalar product in four sums, which the processor can work on at the same time. */
  private static double dot(double[] a, double[] b, int count) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      first += a[i] * b[i];
      second += a[i + 1] * b[i + 1];
      third += a[i + 2] * b[i + 2];
      fourth += a[i + 3] * b[i + 3];
    }
    for (; i < count; i++) {
      first += a[i] * b[i];
    }
    return first + second + (third + fourth);
  }
}
