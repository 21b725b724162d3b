package org.lambdanas.graph.score;

import java.util.SplittableRandom;
import org.lambdanas.graph.random.Seed;

/** The random numbers that measures need. */
public interface Draws {

  /**
   * Standard normal values.
   *
   * @param purpose names them: {@code "noise"}, {@code "noise/second"}, {@code "noise/image"}, or
   *     {@code "weights/"} and the parameter's name
   * @param count how many
   */
  double[] normal(String purpose, int count);

  /**
   * ±1.
   *
   * @param block whose output they are for
   * @param count how many
   */
  double[] signs(String block, int count);

  /** Draws that depend on a seed and their purpose only. */
  static Draws of(Seed seed) {
    return new Draws() {
      @Override
      public double[] normal(String purpose, int count) {
        SplittableRandom random = seed.child(purpose).random();
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          values[i] = random.nextGaussian();
        }
        return values;
      }

      @Override
      public double[] signs(String block, int count) {
        SplittableRandom random = seed.child("signs/" + block).random();
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          values[i] = random.nextBoolean() ? 1 : -1;
        }
        return values;
      }
    };
  }
}
