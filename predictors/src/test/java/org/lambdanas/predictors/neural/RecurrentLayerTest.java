package org.lambdanas.predictors.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/** The kernel and its derivatives against a plain one in double precision. */
class RecurrentLayerTest {

  private static final int STEPS = 4;
  private static final int ROWS = 3;
  private static final int IN = 2;
  private static final int SIZE = 3;
  private static final int WIDTH = 4 * SIZE;

  /** Inputs, first output, first state, weights and bias, in that order. */
  private static final Shape[] SHAPES = {
    Shape.of(STEPS, ROWS, IN),
    Shape.of(ROWS, SIZE),
    Shape.of(ROWS, SIZE),
    Shape.of(IN + SIZE, WIDTH),
    Shape.of(WIDTH)
  };

  /** A smooth function of two layers one after the other, the second started from the first. */
  @Test
  void gradientsAreThoseOfDifferences() {
    double[][] values = new double[SHAPES.length][];
    SplittableRandom random = new Seed(3).random();
    for (int i = 0; i < values.length; i++) {
      values[i] = random.doubles(SHAPES[i].size(), -1, 1).toArray();
    }
    double[] mixture = random.doubles((long) STEPS * ROWS * SIZE, -1, 1).toArray();
    double[][] gradients = new double[SHAPES.length][];
    double value = differentiated(values, mixture, gradients);
    assertThat(value).isCloseTo(plain(values, mixture), within(1e-5));
    for (int i = 0; i < values.length; i++) {
      for (int k = 0; k < values[i].length; k++) {
        double kept = values[i][k];
        values[i][k] = kept + 1e-5;
        double above = plain(values, mixture);
        values[i][k] = kept - 1e-5;
        double below = plain(values, mixture);
        values[i][k] = kept;
        assertThat(gradients[i][k])
            .as("gradient %d of operand %d", k, i)
            .isCloseTo((above - below) / 2e-5, within(2e-5));
      }
    }
  }

  private static double differentiated(double[][] values, double[] mixture, double[][] gradients) {
    try (GraphRuntime runtime = GraphRuntime.sequential(Precision.FLOAT32)) {
      ParameterStore store =
          new ParameterStore(runtime.ops(), Precision.FLOAT32, "weights", new Seed(0));
      List<Parameter> read = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        double[] start = values[i];
        read.add(store.get("read" + i, SHAPES[i], (random, size) -> start));
      }
      // Made here first, so that the layers take up these values.
      for (String layer : List.of("first", "second")) {
        read.add(store.get(layer + "/weights", SHAPES[3], (random, size) -> values[3]));
        read.add(store.get(layer + "/bias", SHAPES[4], (random, size) -> values[4]));
      }
      NetworkLayers layers =
          new NetworkLayers(runtime, store, store, Optional.of(runtime.ops().constant(0)));
      Operand<TFloating> inputs = read.get(0).value();
      Operand<TFloating> first =
          new RecurrentLayer(
                  layers,
                  "first",
                  inputs,
                  IN,
                  SIZE,
                  STEPS,
                  read.get(1).value(),
                  read.get(2).value())
              .outputs();
      Operand<TFloating> start = layers.mean(first, 0);
      Operand<TFloating> second =
          new RecurrentLayer(layers, "second", inputs, IN, SIZE, STEPS, start, start).outputs();
      Operand<TFloating> mixed =
          runtime
              .ops()
              .math
              .mul(
                  runtime.ops().math.add(first, second),
                  layers.reshape(
                      runtime
                          .ops()
                          .dtypes
                          .cast(runtime.ops().constant(mixture), Precision.FLOAT32.type()),
                      STEPS,
                      ROWS,
                      SIZE));
      Operand<TFloating> loss =
          runtime.ops().reduceSum(layers.reshape(mixed, -1), runtime.ops().constant(0));
      List<Operand<TFloating>> found = LossGradients.of(runtime, loss, read, layers.recurrent());
      runtime.initialise(store.all());
      try (StepScope scope = new StepScope()) {
        GraphRun run = runtime.runner().fetch(loss);
        found.forEach(run::fetch);
        Result result = runtime.run(scope, run);
        for (int i = 0; i < gradients.length; i++) {
          gradients[i] = TensorValues.doubles(result.get(1 + i));
        }
        // Both layers have the same weights here: theirs add up.
        for (int i = 3; i < 5; i++) {
          double[] other = TensorValues.doubles(result.get(3 + i));
          for (int k = 0; k < other.length; k++) {
            gradients[i][k] += other[k];
          }
        }
        return TensorValues.scalar(result.get(0));
      }
    }
  }

  private static double plain(double[][] values, double[] mixture) {
    double[] first = layer(values, values[1], values[2]);
    double[] start = new double[ROWS * SIZE];
    for (int i = 0; i < first.length; i++) {
      start[i % start.length] += first[i] / STEPS;
    }
    double[] second = layer(values, start, start);
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += mixture[i] * (first[i] + second[i]);
    }
    return sum;
  }

  private static double[] layer(double[][] values, double[] startOutput, double[] startState) {
    double[] outputs = new double[STEPS * ROWS * SIZE];
    for (int row = 0; row < ROWS; row++) {
      double[] h = java.util.Arrays.copyOfRange(startOutput, row * SIZE, (row + 1) * SIZE);
      double[] c = java.util.Arrays.copyOfRange(startState, row * SIZE, (row + 1) * SIZE);
      for (int step = 0; step < STEPS; step++) {
        double[] gates = values[4].clone();
        for (int g = 0; g < WIDTH; g++) {
          for (int k = 0; k < IN; k++) {
            gates[g] += values[0][(step * ROWS + row) * IN + k] * values[3][k * WIDTH + g];
          }
          for (int k = 0; k < SIZE; k++) {
            gates[g] += h[k] * values[3][(IN + k) * WIDTH + g];
          }
        }
        for (int k = 0; k < SIZE; k++) {
          c[k] =
              sigmoid(gates[SIZE + k]) * c[k] + sigmoid(gates[k]) * Math.tanh(gates[2 * SIZE + k]);
        }
        for (int k = 0; k < SIZE; k++) {
          h[k] = sigmoid(gates[3 * SIZE + k]) * Math.tanh(c[k]);
          outputs[(step * ROWS + row) * SIZE + k] = h[k];
        }
      }
    }
    return outputs;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
