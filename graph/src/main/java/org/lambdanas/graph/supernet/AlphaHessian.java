package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Result;

/**
 * The Hessian of the loss in all architecture parameters, one cell type after another, at the
 * weights as they stand (RobustDARTS, section 3). Its products with vectors are central differences
 * of gradients: nothing is stored, and nothing is changed.
 */
public final class AlphaHessian {

  /** Steps that bring the largest eigenvalue of such matrices to rounding. */
  private static final int MOST_STEPS = 24;

  /** A remainder of the basis shorter than this is rounding. */
  private static final double SHORTEST = 1e-10;

  private final SuperNetwork network;
  private final double step;
  private final int size;

  /**
   * The Hessian of a network.
   *
   * @param network the super-network; nothing is added to its graph
   */
  public AlphaHessian(SuperNetwork network) {
    this.network = network;
    // Long enough to stand clear of the gradients' rounding, short enough to cross few kinks.
    this.step = network.runtime().precision().isDouble() ? 1e-5 : 1e-3;
    this.size =
        network.cellTypes().stream().mapToInt(type -> (int) network.alpha(type).size()).sum();
  }

  /**
   * Number of architecture parameters.
   *
   * @return rows of the matrix
   */
  public int size() {
    return size;
  }

  /**
   * The Hessian times a vector.
   *
   * @param batch validation images
   * @param vector {@link #size()} numbers, not all zero
   * @return as many
   */
  public double[] times(FedBatch batch, double[] vector) {
    double[] alpha = alpha();
    double length = norm(vector);
    double[] forth = gradient(batch, moved(alpha, vector, step / length));
    double[] back = gradient(batch, moved(alpha, vector, -step / length));
    double[] product = new double[size];
    for (int i = 0; i < size; i++) {
      product[i] = (forth[i] - back[i]) * length / (2 * step);
    }
    return product;
  }

  /**
   * The largest eigenvalue, by Lanczos' method with a seeded start and full orthogonalisation.
   *
   * @param batch validation images
   * @param weightDecay added to the diagonal
   * @return not a number if a gradient is not finite
   */
  public double largestEigenvalue(FedBatch batch, double weightDecay) {
    SplittableRandom random = new Seed(0).child("hessian").random();
    double[] start = new double[size];
    Arrays.setAll(start, i -> random.nextGaussian());
    List<double[]> basis = new ArrayList<>();
    List<Double> main = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    double[] next = scaled(start, 1 / norm(start));
    double largest = 0;
    while (basis.size() < Math.min(size, MOST_STEPS)) {
      basis.add(next);
      double[] product = times(batch, next);
      double diagonal = dot(product, next);
      if (!Double.isFinite(diagonal)) {
        return Double.NaN;
      }
      main.add(diagonal);
      largest = Math.max(largest, Math.abs(diagonal));
      // Twice is enough against rounding.
      for (int pass = 0; pass < 2; pass++) {
        for (double[] earlier : basis) {
          double share = dot(product, earlier);
          product = moved(product, earlier, -share);
        }
      }
      double remainder = norm(product);
      if (remainder <= SHORTEST * Math.max(largest, Double.MIN_NORMAL)) {
        break;
      }
      beside.add(remainder);
      next = scaled(product, 1 / remainder);
    }
    double[] diagonal = main.stream().mapToDouble(Double::doubleValue).toArray();
    double[] offDiagonal =
        beside.stream().limit(diagonal.length - 1L).mapToDouble(Double::doubleValue).toArray();
    return weightDecay
        + Arrays.stream(new EigenDecompositionSymmetric(diagonal, offDiagonal).getEigenvalues())
            .max()
            .orElse(Double.NaN);
  }

  private double[] alpha() {
    try (StepScope scope = new StepScope()) {
      GraphRun runner = network.runtime().runner();
      network.cellTypes().forEach(type -> runner.fetch(network.alpha(type).value()));
      return joined(network.runtime().run(scope, runner));
    }
  }

  private double[] gradient(FedBatch batch, double[] alpha) {
    GraphRuntime runtime = network.runtime();
    try (StepScope scope = new StepScope()) {
      GraphRun runner = network.runner(batch);
      int first = 0;
      for (CellType type : network.cellTypes()) {
        int entries = (int) network.alpha(type).size();
        runner.feed(
            network.alpha(type).value(),
            scope.tensor(
                runtime.precision(),
                network.alpha(type).shape(),
                Arrays.copyOfRange(alpha, first, first + entries)));
        first += entries;
      }
      network.cellTypes().forEach(type -> runner.fetch(network.alphaGradient(type)));
      return joined(runtime.run(scope, runner));
    }
  }

  private double[] joined(Result result) {
    return IntStream.range(0, network.cellTypes().size())
        .mapToObj(t -> TensorValues.doubles(result.get(t)))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static double[] moved(double[] from, double[] direction, double by) {
    double[] to = from.clone();
    for (int i = 0; i < to.length; i++) {
      to[i] += by * direction[i];
    }
    return to;
  }

  private static double[] scaled(double[] vector, double factor) {
    return moved(new double[vector.length], vector, factor);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }
}
