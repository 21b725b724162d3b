package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.supernet.CostPenalty.ExpectedShare;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

class CostPenaltyTest {

  private static final CellType CELL = NasBench201Space.INSTANCE.cellTypes().get(0);

  private static double[][] shares(double scale) {
    double[][] shares = new double[CELL.edges()][CELL.operations()];
    for (int e = 0; e < shares.length; e++) {
      int edge = e;
      Arrays.setAll(shares[e], o -> scale * (1 + o + 0.1 * edge * o));
    }
    return shares;
  }

  private static boolean[][] derivable() {
    boolean[][] derivable = new boolean[CELL.edges()][CELL.operations()];
    for (boolean[] row : derivable) {
      Arrays.fill(row, true);
    }
    // As where "none" may not be derived.
    derivable[2][0] = false;
    return derivable;
  }

  /** fixed + sum(softmax(15 alpha / deviation) * share), the deviation being that of the first. */
  private static double expected(double[] alpha, double[] deviationOf, ExpectedShare limit) {
    double expected = limit.fixed();
    double scale = Math.max(1, 15 / deviation(deviationOf));
    boolean[][] may = derivable();
    int columns = CELL.operations();
    for (int e = 0; e < CELL.edges(); e++) {
      double sum = 0;
      double costs = 0;
      for (int o = 0; o < columns; o++) {
        double weight = may[e][o] ? Math.exp(scale * alpha[e * columns + o]) : 0;
        sum += weight;
        costs += weight * SuperNetwork.of(limit.share(), CELL)[e][o];
      }
      expected += costs / sum;
    }
    return expected;
  }

  private static double deviation(double[] alpha) {
    boolean[][] may = derivable();
    int columns = CELL.operations();
    double squares = 0;
    int count = 0;
    for (int e = 0; e < CELL.edges(); e++) {
      int edge = e;
      double[] row =
          IntStream.range(0, columns)
              .filter(o -> may[edge][o])
              .mapToDouble(o -> alpha[edge * columns + o])
              .toArray();
      double mean = Arrays.stream(row).average().orElseThrow();
      squares += Arrays.stream(row).map(a -> (a - mean) * (a - mean)).sum();
      count += row.length;
    }
    return Math.sqrt(squares / count);
  }

  private static double norm(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  /** How fast what is expected grows with each of alpha, their deviation staying as it is. */
  private static double[] slopes(double[] alpha, ExpectedShare limit) {
    double[] slopes = new double[alpha.length];
    // The more alpha has decided, the smaller a change has to be.
    double step = 1e-5 * deviation(alpha);
    for (int i = 0; i < slopes.length; i++) {
      double[] up = alpha.clone();
      double[] down = alpha.clone();
      up[i] += step;
      down[i] -= step;
      slopes[i] = (expected(up, alpha, limit) - expected(down, alpha, limit)) / (2 * step);
    }
    return slopes;
  }

  @Test
  void itsDirectionIsThatOfWhatIsExpectedBeyondTheLimitsAndItsLengthThatOfTheLoss() {
    try (TinySearch search = TinySearch.start(TinySearch.Setup.SMALL);
        StepScope scope = new StepScope()) {
      double[] alpha = search.values(search.network.alpha(CELL).value());
      double whole = expected(alpha, alpha, new ExpectedShare(0, Map.of(CELL, shares(1))));
      ExpectedShare passed = new ExpectedShare(0.2, Map.of(CELL, shares(0.9 / whole)));
      ExpectedShare reached = new ExpectedShare(0, Map.of(CELL, shares(0.93 / whole)));
      ExpectedShare kept = new ExpectedShare(0.1, Map.of(CELL, shares(0.7 / whole)));
      Map<CellType, boolean[][]> derivable = Map.of(CELL, derivable());
      List<Operand<TFloating>> loss = List.of(search.network.alphaGradient(CELL));
      FedBatch batch = search.batch(scope, 4, 1);
      double[] gradient = search.values(scope, batch, loss.get(0));
      for (List<ExpectedShare> limits :
          List.of(List.of(passed, kept, reached), List.of(kept, reached), List.of(kept))) {
        double[] sum =
            search.values(
                scope,
                batch,
                new CostPenalty(limits, derivable).addedTo(search.network, loss).get(0));
        double[] direction = new double[alpha.length];
        double strength = 0;
        for (ExpectedShare limit : limits) {
          double by = Math.min(1, Math.max(0, (expected(alpha, alpha, limit) - 0.9) / 0.1));
          strength = Math.max(strength, by);
          double[] slopes = slopes(alpha, limit);
          Arrays.setAll(direction, i -> direction[i] + by * slopes[i]);
        }
        if (limits.size() == 1) {
          assertThat(strength).isZero();
          assertThat(sum).containsExactly(gradient);
          continue;
        }
        assertThat(strength).isCloseTo(limits.size() == 3 ? 1 : 0.3, within(1e-9));
        double length = norm(direction);
        double along = dot(gradient, direction) / length;
        double weight = strength * (norm(gradient) + Math.max(0, -along));
        for (int i = 0; i < sum.length; i++) {
          assertThat(sum[i])
              .isCloseTo(
                  gradient[i] + weight * direction[i] / length, within(1e-7 * norm(gradient)));
        }
      }
    }
  }

  /** What the graph works out is what is said of mixing weights on disk. */
  @Test
  void whatIsExpectedOfTheCellFollowsFromTheMixingWeights() {
    ExpectedShare limit = new ExpectedShare(0.1, Map.of(CELL, shares(1)));
    CostPenalty penalty = new CostPenalty(List.of(limit), Map.of(CELL, derivable()));
    SplittableRandom random = new Seed(3).random();
    for (double deviation : new double[] {1e-3, 0.3, 8}) {
      double[] alpha =
          DoubleStream.generate(() -> deviation * random.nextGaussian())
              .limit((long) CELL.edges() * CELL.operations())
              .toArray();
      double[][] decided = SuperNetwork.of(penalty.decided(Map.of(CELL, mixing(alpha))), CELL);
      double sum = limit.fixed();
      for (int e = 0; e < CELL.edges(); e++) {
        for (int o = 0; o < CELL.operations(); o++) {
          sum += decided[e][o] * shares(1)[e][o];
        }
      }
      assertThat(decided[2][0]).isZero();
      assertThat(sum).isCloseTo(expected(alpha, alpha, limit), within(1e-9));
    }
    // Nothing is decided where all weigh the same.
    double[][] even = SuperNetwork.of(penalty.decided(Map.of(CELL, mixing(new double[30]))), CELL);
    assertThat(even[0]).containsOnly(0.2);
    assertThat(even[2]).containsExactly(0, 0.25, 0.25, 0.25, 0.25);
  }

  private static double[][] mixing(double[] alpha) {
    double[][] mixing = new double[CELL.edges()][CELL.operations()];
    for (int e = 0; e < mixing.length; e++) {
      double sum = 0;
      for (int o = 0; o < mixing[e].length; o++) {
        mixing[e][o] = Math.exp(alpha[e * CELL.operations() + o]);
        sum += mixing[e][o];
      }
      for (int o = 0; o < mixing[e].length; o++) {
        mixing[e][o] /= sum;
      }
    }
    return mixing;
  }
}
