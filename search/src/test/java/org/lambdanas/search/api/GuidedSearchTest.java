package org.lambdanas.search.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.StrategyKind;

class GuidedSearchTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  @TempDir private Path folder;

  private static double value(Architecture architecture) {
    return -Math.abs(SPACE.codeOf(architecture) - 5000);
  }

  private static GuidedSearch evolution() {
    return GuidedSearch.in("nasbench201")
        .method(StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION)
        .configure(config -> config.getStrategyBuilder().setPopulation(6).setTournament(3))
        .queries(40)
        .seed(2);
  }

  @Test
  void aFunctionOfTheProgramIsSearched() {
    List<GuidedQuery> seen = new ArrayList<>();
    GuidedResult result =
        evolution().objective(GuidedSearchTest::value).listener(seen::add).run().orElseThrow();

    assertThat(seen).hasSize(40).isEqualTo(result.getQueriesList());
    assertThat(seen)
        .allSatisfy(q -> assertThat(q.getValue()).isEqualTo(value(q.getArchitecture())));
    assertThat(result.getBestValue())
        .isEqualTo(seen.stream().mapToDouble(GuidedQuery::getValue).max().orElseThrow());
  }

  @Test
  void aStoppedSearchGoesOnWithoutEvaluatingAnythingAgain() {
    Map<Architecture, Integer> times = new ConcurrentHashMap<>();
    GuidedResult whole =
        evolution().workers(3).objective(GuidedSearchTest::value).run().orElseThrow();
    int[] left = {30};
    assertThat(
            evolution()
                .workers(3)
                .objective(GuidedSearchTest::value)
                .folder(folder.resolve("run"))
                .stopWhen(() -> left[0]-- <= 0)
                .run())
        .isEmpty();
    GuidedResult resumed =
        evolution()
            .workers(3)
            .objective(
                architecture -> {
                  times.merge(architecture, 1, Integer::sum);
                  return value(architecture);
                })
            .folder(folder.resolve("run"))
            .run()
            .orElseThrow();
    // The folder says what it is about, and can be read.
    assertThat(resumed.getProvenance().getDataSha256().size()).isEqualTo(32);

    assertThat(resumed.getQueriesList().stream().map(GuidedQuery::getArchitecture))
        .containsExactlyElementsOf(
            whole.getQueriesList().stream().map(GuidedQuery::getArchitecture).toList());
    assertThat(times.values()).containsOnly(1);
    assertThat(times).hasSizeBetween(1, 39);
    assertThatThrownBy(
            () ->
                evolution()
                    .seed(3)
                    .objective(GuidedSearchTest::value)
                    .folder(folder.resolve("run"))
                    .run())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("other settings");
  }

  @Test
  void whatTheFunctionCannotDoIsAFailureOfThatEvaluation() {
    GuidedResult result =
        evolution()
            .queries(30)
            .configure(config -> config.getBackendBuilder().setMostFailures(30))
            .objective(
                architecture -> {
                  double value = value(architecture);
                  if (value < -6000) {
                    throw new DataException("too far away");
                  }
                  return value < -4000 ? Double.NaN : value;
                })
            .run()
            .orElseThrow();
    assertThat(result.getFailuresList())
        .allSatisfy(f -> assertThat(f.getKind()).isEqualTo(FailureKind.FAILURE_KIND_INVALID));
    assertThat(
            result.getQueriesList().stream()
                .filter(q -> !q.hasValue())
                .map(GuidedQuery::getMessage))
        .contains("too far away")
        .anyMatch(message -> message.contains("NaN"));
    assertThat(result.getBestValue()).isGreaterThan(-4000);
  }

  @Test
  void tablesAndTrainingsAreObjectivesToo() {
    GuidedResult looked =
        evolution().table("nasbench201", "cifar10_valid_12ep").queries(10).run().orElseThrow();
    assertThat(looked.getConfig().getBackend().getKind()).isEqualTo(BackendKind.BACKEND_KIND_TABLE);
    assertThat(looked.getObjective()).isEqualTo("cifar10_valid_12ep");

    Architecture any = looked.getArchitecture();
    GuidedResult trained =
        evolution()
            .train(
                NetworkTraining.of(any, DataSets.byName("digits"))
                    .configure(config -> config.setEpochs(1).setBatchSize(20))
                    .configure(config -> config.getDataBuilder().setTrainImages(40))
                    .configure(
                        config -> config.getNetworkBuilder().setChannels(2).setCellsPerStage(1))
                    .config())
            .queries(2)
            .run()
            .orElseThrow();
    assertThat(trained.getBestValue()).isBetween(0.0, 100.0);
  }

  @Test
  void aSearchNeedsAnObjective() {
    assertThatThrownBy(() -> GuidedSearch.in("nasbench201").run())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("objective");
    assertThatThrownBy(() -> GuidedSearch.in("nowhere"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("nowhere");
  }
}
