package org.lambdanas.predictors.bayes;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.numeric.Rows;

/**
 * A small fully connected network: tanh on the hidden layers, one linear output, in double
 * precision. All parameters lie in one array: for each layer its weights {@code [in][out]} and its
 * biases {@code [out]}. What a row gives does not depend on the rows beside it, to the bit. Keeps
 * the last batch: not safe for use by several threads.
 */
final class DenseNetwork {

  /** Rows that a network runs at a time where nothing is learnt. */
  private static final int BLOCK = 256;

  private final int[] sizes;
  private final int parameters;

  /** By layer: one row for each input, and the biases as the last row. */
  private final double[][][] weights;

  /** By layer above the first: weights without biases, {@code [out][in]}. */
  private final double[][][] transposed;

  private final double[][][] gradients;

  /** By layer: outputs after tanh, for each row of the batch. */
  private double[][][] outputs = {};

  private double[][] slopes = {};
  private double[][] nextSlopes = {};

  /** A network of so many inputs, not yet with parameters; at least 1 hidden layer. */
  DenseNetwork(int inputs, int... hidden) {
    sizes = new int[hidden.length + 2];
    sizes[0] = inputs;
    System.arraycopy(hidden, 0, sizes, 1, hidden.length);
    sizes[hidden.length + 1] = 1;
    int layers = hidden.length + 1;
    weights = new double[layers][][];
    gradients = new double[layers][][];
    transposed = new double[layers][][];
    int count = 0;
    for (int l = 0; l < layers; l++) {
      weights[l] = new double[sizes[l] + 1][sizes[l + 1]];
      gradients[l] = new double[sizes[l] + 1][sizes[l + 1]];
      transposed[l] = new double[l == 0 ? 0 : sizes[l + 1]][sizes[l]];
      count += (sizes[l] + 1) * sizes[l + 1];
    }
    parameters = count;
  }

  /** Number of parameters. */
  int parameters() {
    return parameters;
  }

  /** Parameters to start from: uniform within one over the root of a layer's inputs. */
  double[] uniform(RandomGenerator random) {
    double[] start = new double[parameters];
    int next = 0;
    for (int l = 0; l < weights.length; l++) {
      double bound = 1 / Math.sqrt(sizes[l]);
      for (int i = 0; i < (sizes[l] + 1) * sizes[l + 1]; i++) {
        start[next++] = bound * (2 * random.nextDouble() - 1);
      }
    }
    return start;
  }

  /**
   * Parameters to start from: normal weights with a variance of one over a layer's inputs, and
   * biases of 0.
   */
  double[] normal(RandomGenerator random) {
    double[] start = new double[parameters];
    int next = 0;
    for (int l = 0; l < weights.length; l++) {
      double deviation = 1 / Math.sqrt(sizes[l]);
      for (int i = 0; i < sizes[l] * sizes[l + 1]; i++) {
        start[next++] = deviation * random.nextGaussian();
      }
      next += sizes[l + 1];
    }
    return start;
  }

  /** Takes parameters, which are copied. */
  void set(double[] values) {
    int next = 0;
    for (int l = 0; l < weights.length; l++) {
      for (double[] row : weights[l]) {
        System.arraycopy(values, next, row, 0, row.length);
        next += row.length;
      }
      for (int o = 0; o < transposed[l].length; o++) {
        for (int i = 0; i < sizes[l]; i++) {
          transposed[l][o][i] = weights[l][i][o];
        }
      }
    }
  }

  private void reserve(int rows) {
    if (outputs.length == 0 || outputs[0].length < rows) {
      outputs = new double[weights.length][rows][];
      for (int l = 0; l < weights.length; l++) {
        for (int b = 0; b < rows; b++) {
          outputs[l][b] = new double[sizes[l + 1]];
        }
      }
      int widest = Arrays.stream(sizes).skip(1).max().orElseThrow();
      slopes = new double[rows][widest];
      nextSlopes = new double[rows][widest];
    }
  }

  /** What is done with a row and its place in the last batch. */
  @FunctionalInterface
  interface RowReader {
    void read(int row, int place);
  }

  /** Runs all rows in batches, in order. */
  void forEach(SparseRows rows, RowReader reader) {
    for (int from = 0; from < rows.size(); from += BLOCK) {
      int[] block = IntStream.range(from, Math.min(rows.size(), from + BLOCK)).toArray();
      forward(rows, block);
      for (int b = 0; b < block.length; b++) {
        reader.read(block[b], b);
      }
    }
  }

  /** Runs a batch. */
  void forward(SparseRows rows, int[] batch) {
    reserve(batch.length);
    for (int b = 0; b < batch.length; b++) {
      for (int l = 0; l < weights.length; l++) {
        double[][] layer = weights[l];
        double[] out = outputs[l][b];
        int width = out.length;
        System.arraycopy(layer[sizes[l]], 0, out, 0, width);
        if (l == 0) {
          rows.forEach(batch[b], (i, value) -> Rows.add(out, value, layer[i], width));
        } else {
          double[] in = outputs[l - 1][b];
          for (int i = 0; i < in.length; i++) {
            Rows.add(out, in[i], layer[i], width);
          }
        }
        if (l < weights.length - 1) {
          for (int o = 0; o < width; o++) {
            out[o] = tanh(out[o]);
          }
        }
      }
    }
  }

  /** To within rounding of 1, and several times faster than that of the library. */
  private static double tanh(double x) {
    return 1 - 2 / (Math.exp(2 * x) + 1);
  }

  /** The output of a row of the last batch. */
  double output(int b) {
    return outputs[outputs.length - 1][b][0];
  }

  /** A copy of the last hidden layer of a row of the last batch, each -1 to 1. */
  double[] lastHidden(int b) {
    return outputs[outputs.length - 2][b].clone();
  }

  /**
   * Backpropagation through the last batch, from the derivative by each row's output; the gradient,
   * which may be longer than the parameters, becomes theirs.
   */
  void backward(SparseRows rows, int[] batch, double[] byOutput, double[] gradient) {
    for (double[][] layer : gradients) {
      for (double[] row : layer) {
        Arrays.fill(row, 0);
      }
    }
    for (int b = 0; b < batch.length; b++) {
      double[] slope = slopes[b];
      double[] below = nextSlopes[b];
      slope[0] = byOutput[b];
      for (int l = weights.length - 1; l >= 0; l--) {
        double[][] layer = gradients[l];
        double[] current = slope;
        int width = sizes[l + 1];
        Rows.add(layer[sizes[l]], 1, current, width);
        if (l == 0) {
          rows.forEach(batch[b], (i, value) -> Rows.add(layer[i], value, current, width));
          break;
        }
        double[] in = outputs[l - 1][b];
        for (int i = 0; i < in.length; i++) {
          Rows.add(layer[i], in[i], current, width);
        }
        Arrays.fill(below, 0, sizes[l], 0);
        for (int o = 0; o < width; o++) {
          Rows.add(below, current[o], transposed[l][o], sizes[l]);
        }
        for (int i = 0; i < in.length; i++) {
          below[i] *= 1 - in[i] * in[i];
        }
        double[] swapped = slope;
        slope = below;
        below = swapped;
      }
    }
    int next = 0;
    for (double[][] layer : gradients) {
      for (double[] row : layer) {
        System.arraycopy(row, 0, gradient, next, row.length);
        next += row.length;
      }
    }
  }
}
