package org.lambdanas.graph.supernet;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.supernet.Lanczos.Vectors;
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

  private final SuperNetwork network;
  private final double step;
  private final int size;

  /** The Hessian of a network; nothing is added to its graph. */
  public AlphaHessian(SuperNetwork network) {
    this.network = network;
    // Long enough to stand clear of the gradients' rounding, short enough to cross few kinks.
    this.step = network.runtime().precision().isDouble() ? 1e-5 : 1e-3;
    this.size =
        network.cellTypes().stream().mapToInt(type -> (int) network.alpha(type).size()).sum();
  }

  /** Number of architecture parameters. */
  public int size() {
    return size;
  }

  /** The Hessian on validation images times a vector of {@link #size()} numbers, not all zero. */
  public double[] times(FedBatch batch, double[] vector) {
    double[] alpha = alpha();
    double length = Vectors.norm(vector);
    double[] forth = gradient(batch, Vectors.moved(alpha, vector, step / length));
    double[] back = gradient(batch, Vectors.moved(alpha, vector, -step / length));
    double[] product = new double[size];
    Arrays.setAll(product, i -> (forth[i] - back[i]) * length / (2 * step));
    return product;
  }

  /**
   * The largest eigenvalue, by Lanczos' method with a seeded start: not a number if a gradient is
   * not finite.
   */
  public double largestEigenvalue(FedBatch batch, double weightDecay) {
    SplittableRandom random = new Seed(0).child("hessian").random();
    return weightDecay + Lanczos.largest(size, vector -> times(batch, vector), random);
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
}
