package org.lambdanas.graph.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.alignment.HostAlignment.Agreement;
import org.lambdanas.graph.error.ConfigException;

class AlignmentTest {

  private static final Offset<Double> EXACT = within(1e-12);

  private static final double[][] GOLDEN = {{1, 2, -2}, {2, -1, 2}, {0, 3, 4}};

  private static final MeasuredInAGraph GRAPH = new MeasuredInAGraph();

  @AfterAll
  static void close() {
    GRAPH.close();
  }

  private static Agreement measure(Alignment alignment, double[][] gradients) {
    return GRAPH.of(alignment, gradients).orElseThrow();
  }

  /** Searches before and after the arithmetic moved into the graph are the same searches. */
  @ParameterizedTest
  @EnumSource
  void theNodesRoundAsTheArithmeticOnTheHostDoes(Alignment alignment) {
    SplittableRandom random = new SplittableRandom(11);
    for (int cells : new int[] {1, 2, 3, 8, 15}) {
      for (int entries : new int[] {5, 30, 112}) {
        double[][] g = random(random, cells, entries);
        if (cells == 8) {
          // Cells without gradient, and entries without sign.
          g[2] = new double[entries];
          g[5][entries / 2] = 0;
        }
        MeasuredInAGraph.Measured nodes = GRAPH.all(alignment, g);
        HostAlignment.Cells host = HostAlignment.Cells.of(g);
        assertThat(nodes.cells().norms()).isEqualTo(host.norms());
        assertThat(nodes.cells().shares()).isEqualTo(host.shares());
        assertThat(nodes.cells().cosines()).isEqualTo(host.cosines());
        if (cells == 1) {
          assertThat(nodes.value()).isNaN();
          assertThat(nodes.norm()).isZero();
        } else {
          Agreement oracle = HostAlignment.of(alignment).of(g).orElseThrow();
          assertThat(nodes.value()).isEqualTo(oracle.value());
          assertThat(nodes.directions()).isDeepEqualTo(oracle.directions());
          assertThat(nodes.norm()).isEqualTo(oracle.directionNorm());
          assertThat(nodes.zeros()).isEqualTo(oracle.zeroGradients());
        }
      }
    }
  }

  @Test
  void goldenVectorsOfTheCorrelation() {
    Agreement agreement = measure(Alignment.CORRELATION, GOLDEN);
    assertThat(agreement.value()).isCloseTo(-0.0814814814814815, EXACT);
    assertThat(agreement.value()).isCloseTo((-4 / 9.0 - 2 / 15.0 + 1 / 3.0) / 3, EXACT);
    assertThat(agreement.directions()[0])
        .containsExactly(
            new double[] {0.0954732510288066, 0.0724279835390946, 0.120164609053498}, EXACT);
    assertThat(agreement.directions()[1])
        .containsExactly(
            new double[] {0.0452674897119342, 0.136625514403292, 0.0230452674897119}, EXACT);
    assertThat(agreement.directions()[2])
        .containsExactly(
            new double[] {0.0666666666666667, 0.0142222222222222, -0.0106666666666667}, EXACT);
    assertThat(agreement.directionNorm()).isCloseTo(0.234110535265173, EXACT);
    assertThat(agreement.zeroGradients()).isZero();
  }

  @Test
  void goldenVectorsOfTheSignCorrelation() {
    Agreement agreement = measure(Alignment.SIGN_CORRELATION, GOLDEN);
    assertThat(agreement.value()).isCloseTo(-0.0627705627705628, EXACT);
    assertThat(agreement.directions()[0])
        .containsExactly(new double[] {0.125, 0.0607993197278912, 0.123299319727891}, EXACT);
    assertThat(agreement.directions()[1])
        .containsExactly(new double[] {0.0625, 0.173898071625344, 0.0244490358126722}, EXACT);
    assertThat(agreement.directions()[2])
        .containsExactly(
            new double[] {0.0844155844155844, 0.0103446337212571, -0.00775847529094283}, EXACT);
    assertThat(agreement.directionNorm()).isCloseTo(0.276698428744743, EXACT);
  }

  @ParameterizedTest
  @CsvSource({"CORRELATION, 2", "CORRELATION, 5", "SIGN_CORRELATION, 2", "SIGN_CORRELATION, 5"})
  void directionsAreTheDerivativeOfTheValue(Alignment alignment, int cells) {
    SplittableRandom random = new SplittableRandom(cells);
    for (int draw = 0; draw < 20; draw++) {
      double[][] g = random(random, cells, 12);
      double[][] directions = measure(alignment, g).directions();
      for (int l = 0; l < cells; l++) {
        for (int k = 0; k < g[l].length; k++) {
          double h = 1e-3 * Math.abs(g[l][k]);
          assertThat(directions[l][k])
              .isCloseTo(stencil(alignment, g, l, k, h), within(1e-9 + 1e-13 / h));
        }
      }
    }
  }

  /** Four-point derivative of the value; the step keeps every sign. */
  private static double stencil(Alignment alignment, double[][] g, int l, int k, double h) {
    double original = g[l][k];
    double[] at = new double[4];
    double[] steps = {-2, -1, 1, 2};
    for (int i = 0; i < 4; i++) {
      g[l][k] = original + steps[i] * h;
      at[i] = measure(alignment, g).value();
    }
    g[l][k] = original;
    return (at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * h);
  }

  @Test
  void valuesStayInTheirRange() {
    SplittableRandom random = new SplittableRandom(3);
    for (int draw = 0; draw < 2000; draw++) {
      int cells = 2 + random.nextInt(14);
      double[][] g = random(random, cells, 1 + random.nextInt(6));
      assertThat(measure(Alignment.CORRELATION, g).value())
          .isBetween(-1.0 / (cells - 1) - 1e-12, 1 + 1e-12);
      assertThat(measure(Alignment.SIGN_CORRELATION, g).value()).isBetween(-1 - 1e-12, 1 + 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oppositePairIsTheLeastAgreement(Alignment alignment) {
    Agreement agreement = measure(alignment, new double[][] {{1, -2, 3}, {-2, 4, -6}});
    assertThat(agreement.value()).isCloseTo(-1, within(1e-15));
    assertThat(agreement.directionNorm()).isLessThan(1e-15);
  }

  @Test
  void lowestCorrelationIsReachedByASimplex() {
    double half = Math.sqrt(3) / 2;
    double[][] simplex = {{1, 0}, {-.5, half}, {-.5, -half}};
    assertThat(measure(Alignment.CORRELATION, simplex).value()).isCloseTo(-.5, within(1e-15));
  }

  @ParameterizedTest
  @EnumSource
  void parallelGradientsAgreeFullyAndLeaveNothingToImprove(Alignment alignment) {
    SplittableRandom random = new SplittableRandom(5);
    double[] direction = random(random, 1, 30)[0];
    double[][] g = new double[15][];
    for (int l = 0; l < g.length; l++) {
      double factor = Math.exp(4 * random.nextGaussian());
      g[l] = Arrays.stream(direction).map(x -> factor * x).toArray();
    }
    Agreement agreement = measure(alignment, g);
    assertThat(agreement.value()).isCloseTo(1, within(1e-15));
    for (int l = 0; l < g.length; l++) {
      assertThat(HostAlignment.norm(agreement.directions()[l]) * HostAlignment.norm(g[l]))
          .isLessThanOrEqualTo(1e-15);
    }
  }

  @ParameterizedTest
  @EnumSource
  void orderAndPositiveFactorsDoNotMatter(Alignment alignment) {
    SplittableRandom random = new SplittableRandom(6);
    double[][] g = random(random, 6, 9);
    double value = measure(alignment, g).value();
    double[][] rescaled = g.clone();
    for (int l = 0; l < rescaled.length; l++) {
      double factor = Math.pow(10, random.nextInt(-8, 9));
      rescaled[l] = Arrays.stream(g[l]).map(x -> factor * x).toArray();
    }
    assertThat(measure(alignment, rescaled).value()).isCloseTo(value, EXACT);
    List<double[]> shuffled = Arrays.asList(g.clone());
    Collections.rotate(shuffled, 2);
    assertThat(measure(alignment, shuffled.toArray(double[][]::new)).value())
        .isCloseTo(value, EXACT);
  }

  @Test
  void aCommonRotationMattersToSignsOnly() {
    SplittableRandom random = new SplittableRandom(7);
    double[][] g = random(random, 4, 6);
    // The reflection I - 2vv' for a unit vector v.
    double[] v = random(random, 1, 6)[0];
    double length = HostAlignment.norm(v);
    double[][] turned =
        Arrays.stream(g)
            .map(
                row -> {
                  double along = 0;
                  for (int k = 0; k < row.length; k++) {
                    along += row[k] * v[k] / length;
                  }
                  double[] image = row.clone();
                  for (int k = 0; k < row.length; k++) {
                    image[k] -= 2 * along * v[k] / length;
                  }
                  return image;
                })
            .toArray(double[][]::new);
    assertThat(measure(Alignment.CORRELATION, turned).value())
        .isCloseTo(measure(Alignment.CORRELATION, g).value(), EXACT);
    assertThat(
            Math.abs(
                measure(Alignment.SIGN_CORRELATION, turned).value()
                    - measure(Alignment.SIGN_CORRELATION, g).value()))
        .isGreaterThan(1e-2);
  }

  @Test
  void directionsOfTheCorrelationAreOrthogonalToTheGradients() {
    double[][] g = random(new SplittableRandom(8), 15, 30);
    double[][] d = measure(Alignment.CORRELATION, g).directions();
    for (int l = 0; l < g.length; l++) {
      double product = 0;
      for (int k = 0; k < g[l].length; k++) {
        product += g[l][k] * d[l][k];
      }
      assertThat(product).isCloseTo(0, within(1e-15));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCellWithoutGradientCountsButDoesNotMove(Alignment alignment) {
    Agreement agreement = measure(alignment, new double[][] {{1, 2}, {0, 0}, {2, 1}});
    assertThat(agreement.zeroGradients()).isEqualTo(1);
    assertThat(agreement.directions()[1]).containsExactly(0, 0);
    double pair = measure(alignment, new double[][] {{1, 2}, {2, 1}}).value();
    assertThat(agreement.value()).isCloseTo(pair / 3, EXACT);
  }

  @ParameterizedTest
  @EnumSource
  void nothingButZerosIsNoAgreementAndNoDirection(Alignment alignment) {
    Agreement agreement = measure(alignment, new double[4][3]);
    assertThat(agreement.value()).isZero();
    assertThat(agreement.directionNorm()).isZero();
    assertThat(agreement.zeroGradients()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void gradientsThatAreNotFiniteOrTooFewGiveNothing(Alignment alignment) {
    for (double[][] g :
        new double[][][] {
          {{1, Double.NaN}, {1, 1}}, {{1, 1}, {Double.NEGATIVE_INFINITY, 1}}, {{1, 1}}
        }) {
      assertThat(HostAlignment.of(alignment).of(g)).isEmpty();
      assertThat(GRAPH.of(alignment, g)).isEmpty();
      MeasuredInAGraph.Measured measured = GRAPH.all(alignment, g);
      assertThat(measured.norm()).isZero();
      assertThat(measured.directions()).isDeepEqualTo(new double[g.length][g[0].length]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void magnitudesNeitherUnderflowNorOverflow(Alignment alignment) {
    Agreement ordinary = measure(alignment, GOLDEN);
    for (double[] factors :
        new double[][] {{1e-200, 1e-200, 1e-200}, {1e200, 1e200, 1e200}, {1e-200, 1, 1e200}}) {
      double[][] scaled = new double[3][];
      for (int l = 0; l < 3; l++) {
        double factor = factors[l];
        scaled[l] = Arrays.stream(GOLDEN[l]).map(x -> factor * x).toArray();
      }
      Agreement agreement = measure(alignment, scaled);
      assertThat(agreement.value()).isCloseTo(ordinary.value(), EXACT);
      for (int l = 0; l < 3; l++) {
        for (int k = 0; k < 3; k++) {
          assertThat(agreement.directions()[l][k] * factors[l])
              .isCloseTo(ordinary.directions()[l][k], EXACT);
        }
      }
      assertThat(agreement.directionNorm()).isPositive().isFinite();
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsBelowTheNormalNumbersDoNotPoisonTheDirections(Alignment alignment) {
    Agreement agreement =
        measure(alignment, new double[][] {{Double.MIN_VALUE, 1e-310}, {2, -1}, {1, 1}});
    assertThat(agreement.value()).isFinite();
    for (double[] direction : agreement.directions()) {
      assertThat(Arrays.stream(direction)).allMatch(Double::isFinite);
    }
  }

  @Test
  void namesRoundTripAndOthersAreRefused() {
    for (Alignment alignment : Alignment.values()) {
      assertThat(Alignment.byId(alignment.id())).isEqualTo(alignment);
    }
    assertThatThrownBy(() -> Alignment.byId("cosine"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'cosine'")
        .hasMessageContaining("corr, signcorr");
  }

  @Test
  void sharesAndCosinesOfTheCells() {
    HostAlignment.Cells agreement = cells(new double[][] {{3, 4}, {0, 0}, {-3, 4}});
    assertThat(agreement.norms()).containsExactly(5, 0, 5);
    assertThat(agreement.shares()).containsExactly(.5, 0, .5);
    assertThat(agreement.cosines()).containsExactly(new double[] {.8, 0, .8}, EXACT);
    HostAlignment.Cells still = cells(new double[2][3]);
    assertThat(still.shares()).containsExactly(0, 0);
    assertThat(still.cosines()).containsExactly(0, 0);
    HostAlignment.Cells cancelled = cells(new double[][] {{1, 0}, {-1, 0}});
    assertThat(cancelled.shares()).containsExactly(.5, .5);
    assertThat(cancelled.cosines()).containsExactly(0, 0);
  }

  private static HostAlignment.Cells cells(double[][] gradients) {
    return GRAPH.all(Alignment.CORRELATION, gradients).cells();
  }

  private static double[][] random(SplittableRandom random, int rows, int columns) {
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int k = 0; k < columns; k++) {
        row[k] = random.nextGaussian();
      }
    }
    return values;
  }
}
