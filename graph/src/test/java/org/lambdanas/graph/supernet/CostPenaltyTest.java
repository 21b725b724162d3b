package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.layer.FedBatch;
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

  /** max(0, fixed + sum(softmax(alpha) * share) - 1). */
  private static double penalty(double[] alpha, ExpectedShare limit) {
    double expected = limit.fixed();
    int columns = CELL.operations();
    for (int e = 0; e < CELL.edges(); e++) {
      double sum = 0;
      for (int o = 0; o < columns; o++) {
        sum += Math.exp(alpha[e * columns + o]);
      }
      for (int o = 0; o < columns; o++) {
        expected +=
            Math.exp(alpha[e * columns + o]) / sum * SuperNetwork.of(limit.share(), CELL)[e][o];
      }
    }
    return Math.max(0, expected - 1);
  }

  /** One less the entropy's mean over the edges, as a share of the largest there could be. */
  private static double decided(double[] alpha) {
    double entropy = 0;
    int columns = CELL.operations();
    for (int e = 0; e < CELL.edges(); e++) {
      double sum = 0;
      for (int o = 0; o < columns; o++) {
        sum += Math.exp(alpha[e * columns + o]);
      }
      for (int o = 0; o < columns; o++) {
        double p = Math.exp(alpha[e * columns + o]) / sum;
        entropy -= p * Math.log(p) / Math.log(columns) / CELL.edges();
      }
    }
    return 1 - entropy;
  }

  private static double norm(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
  }

  @Test
  void itsGradientIsThatOfWhatIsExpectedBeyondTheLimitsAndGrowsAsTheMixtureDecides() {
    ExpectedShare passed = new ExpectedShare(0.2, Map.of(CELL, shares(0.1)));
    ExpectedShare more = new ExpectedShare(0, Map.of(CELL, shares(0.4)));
    ExpectedShare kept = new ExpectedShare(0.1, Map.of(CELL, shares(0.001)));
    try (TinySearch search = TinySearch.start(TinySearch.Setup.SMALL);
        StepScope scope = new StepScope()) {
      List<Operand<TFloating>> loss = List.of(search.network.alphaGradient(CELL));
      Operand<TFloating> with =
          new CostPenalty(List.of(passed, kept, more)).addedTo(search.network, loss).get(0);
      Operand<TFloating> without =
          new CostPenalty(List.of(kept)).addedTo(search.network, loss).get(0);
      FedBatch batch = search.batch(scope, 4, 1);
      double[] alpha = search.values(search.network.alpha(CELL).value());
      double[] gradient = search.values(scope, batch, loss.get(0));
      assertThat(search.values(scope, batch, without)).containsExactly(gradient);
      double[] sum = search.values(scope, batch, with);
      double[] added = new double[sum.length];
      Arrays.setAll(added, i -> sum[i] - gradient[i]);
      double expected = norm(gradient) * decided(alpha);
      assertThat(decided(alpha)).isBetween(0.01, 0.9);
      assertThat(norm(added)).isCloseTo(expected, within(1e-9 * expected));
      double[] slopes = new double[sum.length];
      for (int i = 0; i < slopes.length; i++) {
        double[] up = alpha.clone();
        double[] down = alpha.clone();
        up[i] += 1e-5;
        down[i] -= 1e-5;
        for (ExpectedShare limit : List.of(passed, kept, more)) {
          slopes[i] += (penalty(up, limit) - penalty(down, limit)) / 2e-5;
        }
      }
      for (int i = 0; i < slopes.length; i++) {
        assertThat(added[i] / norm(added)).isCloseTo(slopes[i] / norm(slopes), within(1e-7));
      }
    }
  }
}
