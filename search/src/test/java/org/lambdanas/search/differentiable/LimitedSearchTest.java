package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.LimitedCell;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;

class LimitedSearchTest {

  private static final SearchConfig FREE =
      TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS).build();

  private static SearchConfig limited(String... limits) {
    SearchConfig.Builder config = FREE.toBuilder();
    config.getBudgetBuilder().addAllLimits(List.of(limits));
    return SearchLimits.resolved(config.build());
  }

  @Test
  void theCellOfEveryEpochKeepsTheLimitAndTheProofSaysSo() {
    CellSpace space = SearchSpaces.cellSpaceById(FREE.getSpace());
    SearchConfig config = limited("params=110k");
    SearchLimits limits = SearchLimits.of(config);
    TinySearch.Course course = TinySearch.run(config);
    assertThat(TinySearch.run(config).last().getTensorsList())
        .isEqualTo(course.last().getTensorsList());
    for (EpochRecord record : course.records()) {
      Map<CellType, double[][]> mixing = DerivedCells.mixing(space, record);
      LimitedCell proof =
          limits
              .kept(space, mixing, config.getDerivation(), record.getArchitecture())
              .orElseThrow();
      assertThat(proof.getLimits(0).getAmount()).isLessThanOrEqualTo(110_000);
      assertThat(proof.getLimits(0).getExpected()).isGreaterThan(73_306);
      assertThat(proof.getLogWeight()).isLessThanOrEqualTo(proof.getFreeLogWeight() + 1e-12);
      assertThat(DerivedCells.of(space, limits, record))
          .allSatisfy(
              cell ->
                  assertThat(
                          limits
                              .kept(space, mixing, cell.getDerivation(), cell.getArchitecture())
                              .orElseThrow()
                              .getLimits(0)
                              .getAmount())
                      .isLessThanOrEqualTo(110_000));
    }
  }

  /** The penalty acts on alpha and on nothing else in the first step, and goes with the limit. */
  @Test
  void alphaGoesWhereTheMixtureIsExpectedToCostLess() {
    CellSpace space = SearchSpaces.cellSpaceById(FREE.getSpace());
    SearchConfig.Builder decided = limited("params=110k").toBuilder();
    decided.getAlphaOptimizerBuilder().setInitialDeviation(2);
    SearchConfig tight = decided.build();
    SearchLimits limits = SearchLimits.of(tight);
    EpochRecord free =
        TinySearch.run(tight.toBuilder().clearBudget().build()).last().getHistory().getEpochs(0);
    EpochRecord driven = TinySearch.run(tight).last().getHistory().getEpochs(0);
    assertThat(expected(limits, space, driven)).isLessThan(expected(limits, space, free));
    // A limit that the mixture keeps changes nothing.
    TinySearch.Course wide = TinySearch.run(limited("params=100M"));
    assertThat(TinySearch.tensors(wide.last(), "alpha"))
        .isEqualTo(TinySearch.tensors(TinySearch.run(FREE).last(), "alpha"));
  }

  private static double expected(SearchLimits limits, CellSpace space, EpochRecord record) {
    return limits
        .kept(
            space,
            DerivedCells.mixing(space, record),
            Derivation.DERIVATION_UNSPECIFIED,
            record.getArchitecture())
        .orElseThrow()
        .getLimits(0)
        .getExpected();
  }

  @Test
  void withoutLimitsAConfigurationStaysAsItWas() {
    SearchConfig.Builder empty = FREE.toBuilder();
    empty.getBudgetBuilder();
    assertThat(SearchLimits.resolved(empty.build())).isEqualTo(FREE);
    assertThat(SearchLimits.resolved(FREE).toByteString()).isEqualTo(FREE.toByteString());
  }

  @Test
  void whatCannotBeKeptOrKnownIsRefusedBeforeTheSearch() {
    assertThatThrownBy(() -> limited("params=70k"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--limit params=70000: no cell of nasbench201 keeps it");
    assertThatThrownBy(() -> limited("nasbench201#params_millions=1"))
        .hasMessageContaining("knows params, macs and latency:FILE only");
  }
}
