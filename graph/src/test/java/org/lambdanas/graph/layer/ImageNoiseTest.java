package org.lambdanas.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

class ImageNoiseTest {

  private static final int IMAGES = 64;
  private static final int SIZE = 8 * 8 * 4;

  /** Two draws; images 0 and 2 are the same, image 1 differs in the last bit of one pixel. */
  private static double[][] draws() {
    float[] pixels = new float[IMAGES * 3];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256) / 255f;
    }
    System.arraycopy(pixels, 0, pixels, 3, 3);
    pixels[4] = Math.nextUp(pixels[4]);
    System.arraycopy(pixels, 0, pixels, 6, 3);
    try (GraphRuntime runtime = new GraphRuntime(Precision.FLOAT32, ExecutionOptions.CPU);
        StepScope scope = new StepScope()) {
      Ops tf = runtime.ops();
      Operand<TFloating> images =
          tf.placeholder(Precision.FLOAT32.type(), Placeholder.shape(Shape.of(-1, 1, 1, 3)));
      Operand<TFloating> maps =
          tf.placeholder(Precision.FLOAT32.type(), Placeholder.shape(Shape.of(-1, 8, 8, 4)));
      ImageNoise noise = new ImageNoise(tf, images);
      Result result =
          runtime.run(
              scope,
              runtime
                  .runner()
                  .feed(images, scope.tensor(Precision.FLOAT32, Shape.of(IMAGES, 1, 1, 3), pixels))
                  .feed(
                      maps,
                      scope.tensor(
                          Precision.FLOAT32, Shape.of(IMAGES, 8, 8, 4), new float[IMAGES * SIZE]))
                  .fetch(noise.like(maps, "one"))
                  .fetch(noise.like(maps, "two")));
      return new double[][] {
        TensorValues.doubles(result.get(0)), TensorValues.doubles(result.get(1))
      };
    }
  }

  private static double correlation(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < b.length; i++) {
      sum += a[i] * b[i];
    }
    return sum / b.length;
  }

  @Test
  void itIsStandardNormalAndOfTheImage() {
    double[][] draws = draws();
    for (double[] draw : draws) {
      assertThat(correlation(draw, ones(draw.length))).isCloseTo(0, within(.03));
      assertThat(correlation(draw, draw)).isCloseTo(1, within(.04));
      assertThat(Arrays.stream(draw).map(x -> x * x * x).average().orElseThrow())
          .isCloseTo(0, within(.08));
      assertThat(Arrays.stream(draw).map(x -> x * x * x * x).average().orElseThrow())
          .isCloseTo(3, within(.25));
      assertThat(Arrays.stream(draw).filter(x -> x > 1.96).count() / (double) draw.length)
          .isCloseTo(.025, within(.005));
      for (int distance : new int[] {1, 2, 4, 32, SIZE, 7 * SIZE}) {
        double[] later = Arrays.copyOfRange(draw, distance, draw.length);
        assertThat(correlation(draw, later)).isCloseTo(0, within(.03));
      }
      double[] first = Arrays.copyOf(draw, SIZE);
      assertThat(Arrays.copyOfRange(draw, 2 * SIZE, 3 * SIZE)).isEqualTo(first);
      assertThat(correlation(Arrays.copyOfRange(draw, SIZE, 2 * SIZE), first))
          .isCloseTo(0, within(.25));
    }
    assertThat(correlation(draws[0], draws[1])).isCloseTo(0, within(.03));
  }

  private static double[] ones(int size) {
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    return ones;
  }
}
