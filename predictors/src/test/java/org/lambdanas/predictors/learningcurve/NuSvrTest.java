package org.lambdanas.predictors.learningcurve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NuSvrTest {

  private static final double[][] INPUTS = {
    {-.705, -1.397, .604}, {-.537, -1.768, .03}, {-1.85, -.265, -1.721}, {1.307, -1.505, -1.107},
    {.51, 1.791, .308}, {-1.814, 1.434, -.842}, {-1.423, -1.529, -.766}, {.326, .556, -.51},
    {.191, -1.749, -1.762}, {-.29, -.743, .342}, {-.187, -.801, 1.178}, {.298, .101, 1.501},
    {.918, -.848, 1.921}, {1.029, -1.392, -.044}, {-1.843, .673, 1.058}, {-.745, .781, .377}
  };

  private static final double[] LABELS = {
    -.959, -.484, -.645, 1.855, .546, -1.409, -.378, .121, 1.772, -.9, -.681, .9, .057, .958, -.79,
    -.621
  };

  /**
   * Written by the C++ program of LIBSVM 3.24: {@code svm-train -s 4 -t 2 -c 1 -n 0.3 -g 0.25} on
   * these rows. Its sums are rounded in another order, and its kernel values have 32 bits.
   */
  private static final double[] COEFFICIENTS = {
    -0.3614420243361187,
    0.8882649406054848,
    -1,
    0.7314511805680035,
    -1,
    -0.006955753752556807,
    0.7802839741939435,
    -0.031602317278756106
  };

  private static final int[] SUPPORT = {0, 3, 5, 8, 9, 10, 11, 14};
  private static final double RHO = -0.2589088307301918;

  @Test
  void coefficientsAreThoseOfSvmTrain() {
    NuSvr machine = NuSvr.train(INPUTS, LABELS, new NuSvr.Options(1, .3, .25));
    assertThat(machine.coefficients()).containsExactly(COEFFICIENTS, within(1e-6));
    assertThat(machine.offset()).isCloseTo(-RHO, within(1e-6));
    assertThat(machine.vectors())
        .isDeepEqualTo(Arrays.stream(SUPPORT).mapToObj(i -> INPUTS[i]).toArray(double[][]::new));
  }

  @Test
  void predictsTheKernelSum() {
    NuSvr machine = new NuSvr(.5, new double[][] {{1, 2}, {0, -1}}, new double[] {2, -3}, .25);
    assertThat(machine.predict(new double[] {1, 0}))
        .isCloseTo(.25 + 2 * Math.exp(-2) - 3 * Math.exp(-1), within(1e-15));
  }
}
