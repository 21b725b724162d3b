package org.lambdanas.predictors.gaussian;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.SparseRows;

class InducingRowsTest {

  @Test
  void inducingRowsAreDistinct() {
    double[][] places = new double[50][3];
    for (int i = 0; i < 50; i++) {
      places[i][i % 3] = 1 + i % 2;
    }
    SparseRows rows = SparseRows.of(places, 3);
    for (int seed = 0; seed < 20; seed++) {
      int[] all = InducingRows.choose(rows, 50, new Seed(seed).random());
      assertThat(all).hasSize(6).isSorted();
      for (int i = 0; i < all.length; i++) {
        for (int j = 0; j < i; j++) {
          assertThat(rows.compare(all[i], all[j])).isNotZero();
        }
      }
      assertThat(InducingRows.choose(rows, 4, new Seed(seed).random())).hasSize(4);
    }
  }
}
