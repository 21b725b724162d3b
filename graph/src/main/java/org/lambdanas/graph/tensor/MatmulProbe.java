package org.lambdanas.graph.tensor;

import java.util.Arrays;
import org.lambdanas.graph.error.ConfigException;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * Multiplies two square matrices in float32, to see that TensorFlow computes right and how fast.
 *
 * @param size rows and columns
 * @param correct whether the product is exactly what Java finds; the factors are small integers, so
 *     that no order of summation rounds
 * @param gigaflopsPerSecond 1e9 floating-point operations a second, median of the repetitions
 */
public record MatmulProbe(int size, boolean correct, double gigaflopsPerSecond) {

  /** Multiplies matrices of a size, 1 to 4096; at least 1 repetition is timed. */
  public static MatmulProbe run(int size, int repetitions) {
    if (size < 1 || size > 4096 || repetitions < 1) {
      throw new ConfigException("cannot multiply " + repetitions + " matrices of size " + size);
    }
    float[] a = integers(size, 7, 3, 11);
    float[] b = integers(size, 5, 2, 13);
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 left = TFloat32.tensorOf(Shape.of(size, size), DataBuffers.of(a));
        TFloat32 right = TFloat32.tensorOf(Shape.of(size, size), DataBuffers.of(b))) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class);
      Placeholder<TFloat32> y = tf.placeholder(TFloat32.class);
      MatMul<TFloat32> product = tf.linalg.matMul(x, y);
      boolean correct;
      // Also warms up.
      try (Result result = session.runner().feed(x, left).feed(y, right).fetch(product).run()) {
        correct = isProduct(a, b, (TFloat32) result.get(0), size);
      }
      double[] seconds = new double[repetitions];
      for (int r = 0; r < repetitions; r++) {
        long start = System.nanoTime();
        session.runner().feed(x, left).feed(y, right).fetch(product).run().close();
        seconds[r] = (System.nanoTime() - start) / 1e9;
      }
      Arrays.sort(seconds);
      double operations = 2.0 * size * size * size;
      return new MatmulProbe(size, correct, operations / seconds[repetitions / 2] / 1e9);
    }
  }

  private static float[] integers(int size, int row, int column, int modulus) {
    float[] values = new float[size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (row * (i / size) + column * (i % size)) % modulus - modulus / 2;
    }
    return values;
  }

  /** Compares along both diagonals and the borders, not everywhere: Java is slow at this. */
  private static boolean isProduct(float[] a, float[] b, TFloat32 product, int size) {
    boolean correct = true;
    for (int i = 0; i < size; i++) {
      int across = size - 1 - i;
      correct &= product.getFloat(i, i) == dot(a, b, i, i, size);
      correct &= product.getFloat(i, across) == dot(a, b, i, across, size);
      correct &= product.getFloat(0, i) == dot(a, b, 0, i, size);
      correct &= product.getFloat(i, size - 1) == dot(a, b, i, size - 1, size);
    }
    return correct;
  }

  private static float dot(float[] a, float[] b, int row, int column, int size) {
    float sum = 0;
    for (int k = 0; k < size; k++) {
      sum += a[row * size + k] * b[k * size + column];
    }
    return sum;
  }
}
