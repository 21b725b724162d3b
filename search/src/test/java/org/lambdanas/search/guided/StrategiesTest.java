package org.lambdanas.search.guided;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Acquisition;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.guided.Strategy.Outcome;
import org.lambdanas.search.guided.Strategy.Proposal;

class StrategiesTest {

  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace(NasBench201Space.INSTANCE.id()).orElseThrow();
  private static final String METRIC = "cifar100_test_200ep_seed888";
  private static final Domain DOMAIN = Domain.of(TABLE, METRIC);
  private static final int QUERIES = 54;

  static List<StrategyConfig> methods() {
    return Stream.of(StrategyKind.values())
        .filter(kind -> kind != StrategyKind.UNRECOGNIZED)
        .filter(kind -> kind != StrategyKind.STRATEGY_KIND_UNSPECIFIED)
        .map(StrategiesTest::config)
        .toList();
  }

  private static StrategyConfig config(StrategyKind method) {
    return FieldSetting.withDefaults(StrategyConfig.newBuilder())
        .setMethod(method)
        .setMostEpochs(9)
        .build();
  }

  private static Strategy strategy(StrategyConfig config, Domain domain, long seed) {
    return Strategies.of(config, domain, new Seed(seed), QUERIES);
  }

  /** As good as the table says, less what shorter trainings lack. */
  private static double utility(Proposal proposal) {
    long row = TABLE.findAny(proposal.architecture()).orElseThrow();
    return TABLE.value(row, METRIC) - (proposal.fidelity() == 0 ? 0 : 20.0 / proposal.fidelity());
  }

  private static Outcome outcome(Proposal proposal, double utility) {
    return new Outcome(proposal, utility, TrialResult.getDefaultInstance());
  }

  /** Runs a search on several machines whose results come in any order; gives all proposals. */
  private static List<Proposal> run(
      Strategy strategy, int machines, int queries, ToDoubleFunction<Proposal> utility) {
    SplittableRandom random = new SplittableRandom(machines);
    List<Proposal> all = new ArrayList<>();
    List<Proposal> out = new ArrayList<>();
    while (all.size() < queries || !out.isEmpty()) {
      int free = Math.min(machines - out.size(), queries - all.size());
      List<Proposal> asked = free > 0 ? strategy.ask(free) : List.of();
      assertThat(asked.size()).isLessThanOrEqualTo(Math.max(free, 0));
      for (Proposal proposal : asked) {
        assertThat(proposal.number()).isEqualTo(all.size());
        all.add(proposal);
      }
      out.addAll(asked);
      if (out.isEmpty()) {
        break;
      }
      Proposal done = out.remove(random.nextInt(out.size()));
      strategy.tell(outcome(done, utility.applyAsDouble(done)));
    }
    return all;
  }

  private static void assertNothingTwice(List<Proposal> proposals) {
    Set<Object> seen = new HashSet<>();
    for (Proposal proposal : proposals) {
      Architecture form = DOMAIN.space().canonical(proposal.architecture());
      assertThat(seen.add(List.of(form, proposal.fidelity()))).as("%s", proposal).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void proposesNothingTwiceOnOneMachineAndOnSeveral(StrategyConfig config) {
    for (int machines : new int[] {1, 7, 40}) {
      List<Proposal> proposals =
          run(strategy(config, DOMAIN, 5), machines, QUERIES, StrategiesTest::utility);
      assertThat(proposals).hasSize(QUERIES);
      assertNothingTwice(proposals);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theSameCallsGiveTheSameProposals(StrategyConfig config) {
    List<Proposal> first = run(strategy(config, DOMAIN, 3), 4, QUERIES, StrategiesTest::utility);
    assertThat(run(strategy(config, DOMAIN, 3), 4, QUERIES, StrategiesTest::utility))
        .isEqualTo(first);
    assertThat(run(strategy(config, DOMAIN, 4), 4, QUERIES, StrategiesTest::utility))
        .isNotEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void goesOnWhereAReplayedStrategyWasLost(StrategyConfig config) {
    Strategy lost = strategy(config, DOMAIN, 8);
    Strategy replayed = strategy(config, DOMAIN, 8);
    List<Proposal> first = run(lost, 3, 50, StrategiesTest::utility);
    assertThat(run(replayed, 3, 50, StrategiesTest::utility)).isEqualTo(first);
    List<Proposal> next = lost.ask(5);
    assertThat(next).isNotEmpty().isEqualTo(replayed.ask(5));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void endsWhereAllWasProposed(StrategyConfig config) {
    List<Architecture> members =
        Stream.of(1, 77, 500, 3000, 4444, 8000, 9001, 12000, 13714, 15000, 15624)
            .map(TABLE::architecture)
            .toList();
    Domain few = new FiniteDomain(NasBench201Space.INSTANCE, members);
    for (int machines : new int[] {1, 3}) {
      List<Proposal> proposals =
          run(strategy(config, few, 1), machines, QUERIES, StrategiesTest::utility);
      assertNothingTwice(proposals);
      assertThat(proposals).hasSizeLessThan(QUERIES);
      assertThat(proposals.stream().map(Proposal::architecture).distinct())
          .containsExactlyInAnyOrderElementsOf(
              few.spread(members.size()).stream().map(Candidate::architecture).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void goesOnAfterFailures(StrategyConfig config) {
    for (int one : new int[] {1, 3}) {
      List<Proposal> proposals =
          run(
              strategy(config, DOMAIN, 2),
              2,
              QUERIES,
              proposal -> proposal.number() % one == 0 ? Double.NaN : utility(proposal));
      assertThat(proposals).hasSize(QUERIES);
      assertNothingTwice(proposals);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aLossIsLearntAsNothing(StrategyConfig config) {
    Strategy strategy = strategy(config, DOMAIN, 2);
    TrialResult lost =
        TrialResult.newBuilder()
            .setFailure(TrialFailure.newBuilder().setKind(FailureKind.FAILURE_KIND_LOST))
            .build();
    for (int i = 0; i < 40; i++) {
      for (Proposal proposal : strategy.ask(1)) {
        strategy.tell(new Outcome(proposal, Double.NaN, lost));
      }
    }
    assertThat(strategy.ask(1)).hasSize(1);
  }

  @Test
  void avoidsWhatFails() {
    // All with a pool on the last edge cannot be evaluated.
    ToDoubleFunction<Proposal> fails =
        proposal ->
            DOMAIN.space().format(proposal.architecture()).endsWith("avg_pool_3x3~2|")
                ? Double.NaN
                : utility(proposal);
    int queries = 90;
    Strategy guided =
        Strategies.of(config(StrategyKind.STRATEGY_KIND_GUIDED), DOMAIN, new Seed(6), queries);
    List<Proposal> proposals = run(guided, 1, queries, fails);
    long failed =
        proposals.subList(30, queries).stream()
            .filter(proposal -> Double.isNaN(fails.applyAsDouble(proposal)))
            .count();
    assertThat(failed).isLessThan(6);
  }

  @Test
  void everyAcquisitionChoosesForItself() {
    List<Proposal> mean = chosenBy(Acquisition.ACQUISITION_MEAN);
    for (Acquisition acquisition : Acquisition.values()) {
      if (acquisition != Acquisition.UNRECOGNIZED
          && acquisition != Acquisition.ACQUISITION_UNSPECIFIED) {
        assertThat(chosenBy(acquisition).equals(mean))
            .as("%s", acquisition)
            .isEqualTo(acquisition == Acquisition.ACQUISITION_MEAN);
      }
    }
  }

  private static List<Proposal> chosenBy(Acquisition acquisition) {
    StrategyConfig config =
        config(StrategyKind.STRATEGY_KIND_BANANAS).toBuilder().setAcquisition(acquisition).build();
    return run(strategy(config, DOMAIN, 1), 1, 45, StrategiesTest::utility);
  }

  @Test
  void anyPredictorGuides() {
    for (String predictor : List.of("rf", "bayes_lin_reg")) {
      StrategyConfig config =
          config(StrategyKind.STRATEGY_KIND_GUIDED).toBuilder()
              .setPredictor(predictor)
              .setCandidates(100)
              .build();
      List<Proposal> proposals = run(strategy(config, DOMAIN, 1), 1, 40, StrategiesTest::utility);
      assertNothingTwice(proposals);
      assertThat(mean(proposals.subList(20, 40))).isGreaterThan(mean(proposals.subList(0, 10)));
    }
  }

  /** The same cells after 12 epochs are known: it begins with better ones than else. */
  @Test
  void aPriorLeadsToBetterOnesFromTheStart() {
    StrategyConfig guided = config(StrategyKind.STRATEGY_KIND_GUIDED);
    StrategyConfig informed =
        guided.toBuilder().setPrior("nasbench201#cifar100_valid_12ep").build();
    double gain = 0;
    for (int seed = 1; seed <= 5; seed++) {
      List<Proposal> with = run(strategy(informed, DOMAIN, seed), 1, 15, StrategiesTest::utility);
      assertNothingTwice(with);
      gain +=
          mean(with) - mean(run(strategy(guided, DOMAIN, seed), 1, 15, StrategiesTest::utility));
    }
    assertThat(gain / 5).isGreaterThan(1.5);
  }

  @ParameterizedTest
  @CsvSource({
    "nasbench201, is not of the form FILE#METRIC",
    "nasbench201#, is not of the form FILE#METRIC",
    "nasbench201#nonsense, has no metric 'nonsense'",
  })
  void aPriorThatIsNoneIsRefused(String prior, String problem) {
    StrategyConfig config =
        config(StrategyKind.STRATEGY_KIND_GUIDED).toBuilder().setPrior(prior).build();
    assertThatThrownBy(() -> strategy(config, DOMAIN, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(problem);
    assertThatThrownBy(
            () ->
                strategy(
                    config.toBuilder().setPrior("nasbench201#params_millions").build(),
                    Domain.of(DartsSpace.S1),
                    1))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the table is of space 'nasbench201'");
  }

  private static double mean(List<Proposal> proposals) {
    return proposals.stream().mapToDouble(StrategiesTest::utility).average().orElseThrow();
  }

  @Test
  void whatDoesNotSuitAMethodIsRefused() {
    StrategyConfig.Builder guided = config(StrategyKind.STRATEGY_KIND_GUIDED).toBuilder();
    assertThatThrownBy(
            () -> Strategies.resolve(guided.clone().setPredictor("sotle").build(), QUERIES))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--predictor sotle reads learning curves");
    StrategyConfig.Builder halving =
        config(StrategyKind.STRATEGY_KIND_SUCCESSIVE_HALVING).toBuilder();
    assertThatThrownBy(
            () -> Strategies.resolve(halving.clone().setPredictor("gp").build(), QUERIES))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--predictor gp reads no learning curves");
    assertThatThrownBy(() -> Strategies.resolve(halving.clone().setMostEpochs(0).build(), QUERIES))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--most-epochs");
    assertThatThrownBy(
            () ->
                Strategies.resolve(
                    guided.clone().setPrior("nasbench201#x").setPredictor("rf").build(), QUERIES))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--prior has no effect with --predictor rf");
    assertThatThrownBy(() -> Strategies.resolve(StrategyConfig.getDefaultInstance(), QUERIES))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("regularised-evolution");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void whatIsResolvedStaysAsItIs(StrategyConfig config) {
    StrategyConfig resolved = Strategies.resolve(config, QUERIES);
    assertThat(Strategies.resolve(resolved, QUERIES)).isEqualTo(resolved);
  }

  @Test
  void whatWasNotAskedForCannotBeTold() {
    Strategy strategy = strategy(config(StrategyKind.STRATEGY_KIND_RANDOM), DOMAIN, 1);
    Proposal proposal = strategy.ask(1).get(0);
    strategy.tell(outcome(proposal, 1));
    assertThatThrownBy(() -> strategy.tell(outcome(proposal, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
