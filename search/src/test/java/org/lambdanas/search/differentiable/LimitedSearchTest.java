package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.KeptLimit;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.LimitedCell;
import org.lambdanas.proto.v1.OperationLatency;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.budget.SkipConnections;

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
      LimitedCell proof =
          limits
              .kept(space, record, config.getDerivation(), record.getArchitecture())
              .orElseThrow();
      assertThat(proof.getLimits(0).getAmount()).isLessThanOrEqualTo(110_000);
      assertThat(proof.getLimits(0).getExpected()).isGreaterThan(73_306);
      assertThat(proof.getLogWeight()).isLessThanOrEqualTo(proof.getFreeLogWeight() + 1e-12);
      assertThat(DerivedCells.of(space, limits, record))
          .allSatisfy(
              cell ->
                  assertThat(
                          limits
                              .kept(space, record, cell.getDerivation(), cell.getArchitecture())
                              .orElseThrow()
                              .getLimits(0)
                              .getAmount())
                      .isLessThanOrEqualTo(110_000));
    }
  }

  /**
   * In thirty steps alpha goes as far as in a long search. The loss would have more; the limits are
   * kept, and not by giving everything up.
   */
  @ParameterizedTest
  @CsvSource({
    "nasbench201, params=200k, .5",
    "nasbench201, macs=1500k latency:MODEL=4ms, .3",
    "s3, params=2300k, .5",
  })
  void theCellThatIsExpectedComesWithinTheLimits(
      String id, String limits, double share, @TempDir Path folder) {
    Path model = folder.resolve("model.txtpb");
    Messages.write(model, model());
    SearchConfig.Builder typed = TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS);
    if (!typed.getSpace().equals(id)) {
      typed.setSpace(id).getNetworkBuilder().clearCellsPerStage().setCells(3);
    }
    typed.setEpochs(10).getAlphaOptimizerBuilder().setLearningRate(0.3);
    typed
        .getBudgetBuilder()
        .addAllLimits(List.of(limits.replace("MODEL", model.toString()).split(" ")));
    SearchConfig config = SearchLimits.resolved(typed.build());
    List<KeptLimit> free = atTheEnd(config, config.toBuilder().clearBudget().build());
    List<KeptLimit> kept = atTheEnd(config, config);
    for (int l = 0; l < kept.size(); l++) {
      double most = kept.get(l).getMost();
      assertThat(free.get(l).getExpectedOfCell()).isGreaterThan(most);
      assertThat(kept.get(l).getExpectedOfCell()).isBetween(share * most, most);
    }
  }

  private static List<KeptLimit> atTheEnd(SearchConfig limited, SearchConfig config) {
    CellSpace space = SearchSpaces.cellSpaceById(limited.getSpace());
    List<EpochRecord> epochs = TinySearch.run(config).last().getHistory().getEpochsList();
    EpochRecord last = epochs.get(epochs.size() - 1);
    return SearchLimits.of(limited)
        .kept(space, last, limited.getDerivation(), last.getArchitecture())
        .orElseThrow()
        .getLimitsList();
  }

  private static LatencyModel model() {
    LatencyModel.Builder model = LatencyModel.newBuilder().setSpace("nasbench201").setIntercept(1);
    Map.of("nor_conv_3x3", 2.0, "nor_conv_1x1", 1.0, "skip_connect", 0.1)
        .forEach(
            (operation, milliseconds) ->
                model.addOperations(
                    OperationLatency.newBuilder()
                        .setOperation("normal/" + operation)
                        .setMilliseconds(milliseconds)));
    return model
        .addMeasurements(
            LatencyMeasurement.newBuilder()
                .setArchitecture(SearchSpaces.byId("nasbench201").sample(new Seed(0).random()))
                .setMilliseconds(3))
        .build();
  }

  /** A limit that the mixture keeps changes nothing. */
  @Test
  void aLimitThatIsKeptIsNoForce() {
    assertThat(TinySearch.tensors(TinySearch.run(limited("params=100M")).last(), "alpha"))
        .isEqualTo(TinySearch.tensors(TinySearch.run(FREE).last(), "alpha"));
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

  /** Cells are derived with fewer skip connections; the search goes the same way. */
  @Test
  void aLimitOnSkipConnectionsIsOfTheCellOnly() {
    CellSpace space = SearchSpaces.cellSpaceById(FREE.getSpace());
    SearchConfig.Builder biased =
        FREE.toBuilder().setDerivation(Derivation.DERIVATION_WITHOUT_NONE);
    biased.getAlphaOptimizerBuilder().setInitialDeviation(3).setLearningRate(1e-9);
    // Of such an alpha, without a limit.
    SearchConfig free = biased.build();
    SearchConfig config = SearchLimits.resolved(biased.setSkipLimit(1).build());
    int saved = 0;
    for (long seed = 0; seed < 8; seed++) {
      TinySearch.Course wild = TinySearch.run(free.toBuilder().setSeed(seed).build());
      TinySearch.Course course = TinySearch.run(config.toBuilder().setSeed(seed).build());
      assertThat(course.last().getTensorsList()).isEqualTo(wild.last().getTensorsList());
      EpochRecord record = course.records().get(0);
      LimitedCell proof =
          SearchLimits.of(config)
              .kept(space, record, config.getDerivation(), record.getArchitecture())
              .orElseThrow();
      assertThat(proof.getFreeArchitecture()).isEqualTo(wild.records().get(0).getArchitecture());
      // How far alpha has gone to skip connections shows as it would without a limit.
      assertThat(record.getMixingList()).isEqualTo(wild.records().get(0).getMixingList());
      double skips = new SkipConnections(space).of(record.getArchitecture());
      assertThat(proof.getLimits(0).getAmount()).isEqualTo(skips).isLessThanOrEqualTo(1);
      assertThat(proof.getFreeVerdict()).contains("ollapsed");
      saved += proof.getLimits(0).getFreeAmount() > 1 ? 1 : 0;
      if (proof.getLimits(0).getFreeAmount() <= 1) {
        assertThat(record.getArchitecture()).isEqualTo(proof.getFreeArchitecture());
      }
    }
    assertThat(saved).isPositive();
  }

  @Test
  void limitsThatContradictEachOtherAreBothNamed() {
    SearchConfig.Builder typed = TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS);
    typed.setSpace("s2").setSkipLimit(1).getNetworkBuilder().clearCellsPerStage().setCells(3);
    SearchConfig.Builder alone = typed.clone().clearSkipLimit();
    alone.getBudgetBuilder().addLimits("params=1500k");
    assertThat(SearchLimits.resolved(alone.build()).getBudget().getLimitsCount()).isEqualTo(1);
    typed.getBudgetBuilder().addLimits("params=1500k");
    assertThatThrownBy(() -> SearchLimits.resolved(typed.build()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--limit params=1500000, --skip-limit 1: no cell of s2 keeps them all");
  }
}
