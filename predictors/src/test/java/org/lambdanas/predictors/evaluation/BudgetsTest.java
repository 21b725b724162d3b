package org.lambdanas.predictors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetsTest {

  @Test
  void trainSizesAreThoseOfThePaper() {
    assertThat(Budgets.trainSizes(1000))
        .containsExactly(5, 8, 14, 24, 42, 71, 121, 205, 347, 589, 1000);
    assertThat(Budgets.trainSizes(500))
        .containsExactly(5, 8, 12, 20, 31, 50, 79, 126, 199, 316, 500);
  }

  @Test
  void fidelitiesAreThoseOfThePaper() {
    assertThat(Budgets.fidelities(199))
        .containsExactly(1, 2, 3, 5, 7, 9, 13, 19, 26, 37, 52, 73, 102, 142, 199);
    assertThat(Budgets.fidelities(95))
        .containsExactly(1, 2, 3, 4, 5, 7, 10, 13, 17, 23, 30, 40, 54, 71, 95);
    assertThat(Budgets.fidelities(49))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 9, 12, 15, 19, 24, 30, 38, 49);
  }

  @Test
  void everyGridAscendsFromItsStartToItsEnd() {
    for (int most = 1; most < 3000; most++) {
      assertThat(Budgets.trainSizes(most)).isSorted().doesNotHaveDuplicates().endsWith(most);
      assertThat(Budgets.fidelities(most))
          .isSorted()
          .doesNotHaveDuplicates()
          .startsWith(1)
          .endsWith(most);
      assertThat(Budgets.trainSizes(most)).hasSize(most < 15 ? most : 11);
      assertThat(Budgets.fidelities(most)).hasSize(most < 19 ? most : 15);
    }
  }
}
