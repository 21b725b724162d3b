package org.lambdanas.predictors.bayes;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.eig.SymmetricQRAlgorithmDecomposition_DDRM;
import org.ejml.dense.row.decomposition.hessenberg.TridiagonalDecompositionHouseholder_DDRM;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.numeric.Rows;
import org.lambdanas.predictors.predictor.Estimates;

/**
 * Bayesian linear regression (Bishop, Pattern recognition and machine learning, section 3.3 and
 * 3.5): weights w ~ N(0, I / alpha), labels y ~ N(Phi w, I / beta). One eigendecomposition of the
 * smaller of Phi<sup>T</sup> Phi and Phi Phi<sup>T</sup> serves every alpha and beta. Immutable.
 */
final class LinearRegression {

  /** Eigenvalues below this share of the largest are 0 but for rounding. */
  private static final double ROUNDING = 1e-11;

  private final int rows;
  private final int features;
  private final double squaredTargets;

  /** The eigenvalues above 0 of Phi^T Phi. */
  private final double[] eigenvalues;

  /** Their eigenvectors as columns, {@code [features][eigenvalues]}. */
  private final double[][] directions;

  /** The eigenvectors times Phi^T y. */
  private final double[] projections;

  /**
   * Precisions.
   *
   * @param alpha of the weights before labels are seen, above 0
   * @param beta of the noise, above 0
   */
  record Precisions(double alpha, double beta) {}

  /** Decomposes the features of the training rows, {@code [n][D]}. */
  LinearRegression(SparseRows phi, double[] targets) {
    rows = phi.size();
    features = phi.features();
    squaredTargets = Rows.dot(targets, targets);
    double[] response = new double[features];
    for (int i = 0; i < rows; i++) {
      phi.addTo(i, targets[i], response);
    }
    SymmetricQRAlgorithmDecomposition_DDRM eigen =
        new SymmetricQRAlgorithmDecomposition_DDRM(
            new TridiagonalDecompositionHouseholder_DDRM(), true);
    boolean primal = features <= rows;
    if (!eigen.decompose(primal ? featureGram(phi) : rowGram(phi))) {
      throw new ArithmeticException("the eigenvalues of the features cannot be found");
    }
    int count = eigen.getNumberOfEigenvalues();
    double largest = 0;
    for (int e = 0; e < count; e++) {
      largest = Math.max(largest, eigen.getEigenvalue(e).getReal());
    }
    double least = ROUNDING * largest;
    int[] kept =
        IntStream.range(0, count).filter(e -> eigen.getEigenvalue(e).getReal() > least).toArray();
    eigenvalues = new double[kept.length];
    directions = new double[features][kept.length];
    projections = new double[kept.length];
    for (int e = 0; e < kept.length; e++) {
      eigenvalues[e] = eigen.getEigenvalue(kept[e]).getReal();
      double[] vector = eigen.getEigenVector(kept[e]).data;
      double[] direction = primal ? vector : lift(phi, vector, Math.sqrt(eigenvalues[e]));
      for (int d = 0; d < features; d++) {
        directions[d][e] = direction[d];
      }
      projections[e] = Rows.dot(direction, response);
    }
  }

  private static DMatrixRMaj featureGram(SparseRows phi) {
    DMatrixRMaj gram = new DMatrixRMaj(phi.features(), phi.features());
    for (int i = 0; i < phi.size(); i++) {
      Cancellation.check();
      int row = i;
      phi.forEach(
          i, (a, valueA) -> phi.forEach(row, (b, valueB) -> gram.add(a, b, valueA * valueB)));
    }
    return gram;
  }

  private static DMatrixRMaj rowGram(SparseRows phi) {
    DMatrixRMaj gram = new DMatrixRMaj(phi.size(), phi.size());
    double[] scratch = new double[phi.features()];
    for (int i = 0; i < phi.size(); i++) {
      Cancellation.check();
      phi.addTo(i, 1, scratch);
      for (int j = 0; j <= i; j++) {
        double product = phi.dot(j, scratch);
        gram.set(i, j, product);
        gram.set(j, i, product);
      }
      phi.clear(i, scratch);
    }
    return gram;
  }

  /** From an eigenvector of Phi Phi^T to that of Phi^T Phi. */
  private static double[] lift(SparseRows phi, double[] vector, double root) {
    double[] direction = new double[phi.features()];
    for (int i = 0; i < phi.size(); i++) {
      phi.addTo(i, vector[i] / root, direction);
    }
    return direction;
  }

  /**
   * The log marginal likelihood, with A = beta Phi<sup>T</sup> Phi + alpha I, m = beta
   * A<sup>-1</sup> Phi<sup>T</sup> y:
   *
   * <pre>
   *   (D ln alpha + N ln beta - N ln 2 pi - beta |y - Phi m|^2 - alpha |m|^2 - ln |A|) / 2
   * </pre>
   *
   * @param logAlpha logarithm of alpha
   * @param logBeta logarithm of beta
   * @return in nats
   */
  double evidence(double logAlpha, double logBeta) {
    double alpha = Math.exp(logAlpha);
    double beta = Math.exp(logBeta);
    // beta |y - Phi m|^2 + alpha |m|^2 is beta (|y|^2 - y^T Phi m).
    double misfit = squaredTargets;
    double logDeterminant = (features - eigenvalues.length) * logAlpha;
    for (int e = 0; e < eigenvalues.length; e++) {
      double precision = beta * eigenvalues[e] + alpha;
      misfit -= beta / precision * projections[e] * projections[e];
      logDeterminant += Math.log(precision);
    }
    return 0.5
        * (features * logAlpha
            + rows * (logBeta - Math.log(2 * Math.PI))
            - beta * Math.max(0, misfit)
            - logDeterminant);
  }

  /**
   * Predicts the labels of rows: means, and deviations with the noise, in the units of the labels.
   */
  Estimates predict(SparseRows phi, Precisions[] models, TrainingSet data) {
    double[] means = new double[phi.size()];
    double[] deviations = new double[phi.size()];
    for (int i = 0; i < means.length; i++) {
      Moments moments = predict(phi, i, models);
      means[i] = data.mean() + data.scale() * moments.mean();
      deviations[i] = data.scale() * Math.sqrt(moments.variance());
    }
    return Estimates.of(means, deviations);
  }

  /** What is predicted of one row. */
  record Moments(double mean, double variance) {}

  /**
   * Predicts labels as the mixture of models with several precisions: mean and variance of the
   * label, noise included.
   */
  Moments predict(SparseRows phi, int row, Precisions[] models) {
    double[] place = new double[eigenvalues.length];
    phi.forEach(row, (d, value) -> Rows.add(place, value, directions[d], place.length));
    // What lies outside the training rows' span is known from the prior only.
    double outside = Math.max(0, phi.squaredNorm(row) - Rows.dot(place, place));
    double sum = 0;
    double squares = 0;
    double variances = 0;
    for (Precisions model : models) {
      double mean = 0;
      double variance = 1 / model.beta + outside / model.alpha;
      for (int e = 0; e < place.length; e++) {
        double share = place[e] / (model.beta * eigenvalues[e] + model.alpha);
        mean += model.beta * share * projections[e];
        variance += share * place[e];
      }
      sum += mean;
      squares += mean * mean;
      variances += variance;
    }
    double mean = sum / models.length;
    double spread = Math.max(0, squares / models.length - mean * mean);
    return new Moments(mean, variances / models.length + spread);
  }
}
