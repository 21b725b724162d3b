package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.differentiable.TinySearch.Course;

/** What the alignment term costs and changes, and that it costs and changes nothing when off. */
class OffSwitchTest {

  private static SearchConfig.Builder thirtySteps(SearchMethod method) {
    SearchConfig.Builder config = TinySearch.config(method).setEpochs(3).setBatchSize(4);
    config.getDataBuilder().setTrainImages(80);
    return config;
  }

  private static SearchConfig lambda(SearchConfig.Builder config, double strength) {
    config.getRegulariserBuilder().setStrength(strength);
    return config.build();
  }

  @Test
  void strengthZeroIsPlainDartsToTheBit() {
    Course off = TinySearch.run(lambda(thirtySteps(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS), 0));
    Course darts = TinySearch.run(thirtySteps(SearchMethod.SEARCH_METHOD_DARTS).build());
    for (String role : List.of("weights", "statistics", "alpha", "momentum", "adam")) {
      assertThat(TinySearch.tensors(off.last(), role))
          .as(role)
          .isNotEmpty()
          .isEqualTo(TinySearch.tensors(darts.last(), role));
    }
    assertThat(off.last().getTensorsList()).isEqualTo(darts.last().getTensorsList());
    assertThat(off.records()).isEqualTo(darts.records());
    assertThat(off.records()).extracting(record -> record.getSteps()).containsOnly(10);
    assertThat(off.runs()).isEqualTo(darts.runs());
    assertThat(darts.runs().values())
        .hasSize(3)
        .allSatisfy(runs -> assertThat(runs).containsOnly(2L));
  }

  @Test
  void theCentralTermTakesTwoMoreRunsOnceItsStrengthHasLeftZero() {
    Course course = TinySearch.run(TinySearch.central().build());
    assertThat(course.runs().get(0)).containsExactly(2L, 2L);
    assertThat(course.runs().get(1)).containsExactly(4L, 4L);
    assertThat(course.runs().get(2)).containsExactly(4L, 4L);
    assertThat(course.records())
        .extracting(record -> record.getLambdaStrength())
        .containsExactly(0.0, 0.125, 0.25);
  }

  @Test
  void theExactTermTakesNoFurtherRunAndGoesTheWayOfTheCentralOne() {
    SearchConfig.Builder config = TinySearch.central();
    config.getExecutionBuilder().setPrecision("float64");
    config.getRegulariserBuilder().setEpsilon0(1e-6);
    Course central = TinySearch.run(config.build());
    config.getRegulariserBuilder().setGradient(RegulariserGradient.REGULARISER_GRADIENT_EXACT);
    Course exact = TinySearch.run(config.build());
    assertThat(exact.runs().get(0)).containsExactly(2L, 2L);
    assertThat(exact.runs().get(1)).containsExactly(2L, 2L);
    assertThat(exact.runs().get(2)).containsExactly(2L, 2L);
    EpochRecord last = exact.records().get(2);
    EpochRecord other = central.records().get(2);
    assertThat(last.getRegulariserNorm())
        .isPositive()
        .isCloseTo(other.getRegulariserNorm(), withinPercentage(1e-3));
    assertThat(last.getTrainLoss()).isCloseTo(other.getTrainLoss(), withinPercentage(1e-4));
    assertThat(last.getEpsilon()).isZero();
    assertThat(other.getEpsilon()).isPositive();
  }

  @Test
  void onlyTheExactTermAddsSecondDerivativesToTheGraph() {
    SearchConfig.Builder secondOrder =
        TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS_SECOND_ORDER);
    SearchConfig exact = TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS).build();
    secondOrder.setRegulariser(exact.getRegulariser());
    assertThat(hasSecondDerivatives(exact)).isTrue();
    assertThat(hasSecondDerivatives(secondOrder.build())).isFalse();
    assertThat(hasSecondDerivatives(TinySearch.central().build())).isFalse();
  }

  private static boolean hasSecondDerivatives(SearchConfig config) {
    try (SearchGraph graph =
        new SearchGraph(
            config, SearchNetworks.spec(config, SearchData.load(config).weights().images()))) {
      return graph.runtime().definition().getNodeList().stream()
          .anyMatch(node -> node.getName().startsWith("second/"));
    }
  }

  @Test
  void theTermMovesWeightsButNotAlphaInItsOwnIteration() {
    // One iteration an epoch: the second is the first that is regularised.
    SearchConfig.Builder config = TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS);
    config.setEpochs(2).getDataBuilder().setTrainImages(16);
    Course weak = TinySearch.run(lambda(config, 0.25));
    Course strong = TinySearch.run(lambda(config, 50));
    assertThat(weak.records().get(1).getRegulariserNorm()).isPositive();
    assertThat(TinySearch.tensors(weak.last(), "alpha"))
        .isEqualTo(TinySearch.tensors(strong.last(), "alpha"));
    assertThat(TinySearch.tensors(weak.last(), "adam"))
        .isEqualTo(TinySearch.tensors(strong.last(), "adam"));
    assertThat(TinySearch.tensors(weak.last(), "weights"))
        .isNotEqualTo(TinySearch.tensors(strong.last(), "weights"));
  }
}
