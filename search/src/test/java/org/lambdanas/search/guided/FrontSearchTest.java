package org.lambdanas.search.guided;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.ParetoFront;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.Costs;
import org.lambdanas.search.budget.Fronts;

class FrontSearchTest {

  private static final SearchSpace SPACE = NasBench201Space.INSTANCE;
  private static final BenchmarkTableFile TABLE = PublishedTables.bySpace(SPACE.id()).orElseThrow();
  private static final String METRIC = "cifar10_test_200ep_mean";
  private static final ModelSize SIZE =
      ModelSize.newBuilder()
          .setChannels(16)
          .setCells(5)
          .setImageChannels(3)
          .setClasses(10)
          .setImageSize(32)
          .build();

  private static Budget budget(SearchSpace space, List<String> minimise, List<String> limits) {
    Optional<Costs.Table> own =
        space == SPACE ? Optional.of(new Costs.Table(SPACE.id(), TABLE)) : Optional.empty();
    return Budget.of(
        new Costs(space, Optional.of(SIZE), own)
            .resolve(
                BudgetConfig.newBuilder().addAllMinimise(minimise).addAllLimits(limits).build()));
  }

  private static StrategyConfig config(StrategyKind method) {
    return StrategyConfig.newBuilder()
        .setMethod(method)
        .setPopulation(20)
        .setParents(5)
        .setTournament(5)
        .setCandidates(300)
        .build();
  }

  private static TableSimulation.Course run(
      Budget budget, StrategyKind method, int seed, int queries) {
    return new TableSimulation(TABLE, METRIC, Optional.empty(), budget)
        .run(config(method), new Seed(seed), queries);
  }

  private static ParetoFront front(Budget budget, TableSimulation.Course course) {
    return new Fronts(SPACE, budget, METRIC, true, true)
        .of(
            IntStream.range(0, course.values().size())
                .mapToObj(
                    q ->
                        new Fronts.Answer(
                            q, course.proposals().get(q).architecture(), course.values().get(q)))
                .toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"STRATEGY_KIND_GUIDED", "STRATEGY_KIND_NSGA_TWO"})
  void frontsGrowBeyondThoseOfRandomSearch(StrategyKind method) {
    // Of the table: known after an evaluation only.
    Budget budget = budget(SPACE, List.of("params_millions"), List.of());
    double found = 0;
    double random = 0;
    for (int seed = 0; seed < 2; seed++) {
      TableSimulation.Course course = run(budget, method, seed, 80);
      assertThat(course.proposals())
          .extracting(p -> SPACE.canonical(p.architecture()))
          .doesNotHaveDuplicates();
      if (seed == 0) {
        assertThat(run(budget, method, seed, 80).proposals()).isEqualTo(course.proposals());
      }
      found += front(budget, course).getHypervolume() / 2;
      random +=
          front(budget, run(budget, StrategyKind.STRATEGY_KIND_RANDOM, seed, 80)).getHypervolume()
              / 2;
    }
    // The front of the whole table has .89121.
    assertThat(found).isGreaterThan(random).isGreaterThan(0.87);
  }

  @Test
  void whatIsProposedKeepsLimitsThatCanBeToldBefore() {
    Budget budget = budget(SPACE, List.of("macs"), List.of("params=300k"));
    for (StrategyKind method :
        List.of(
            StrategyKind.STRATEGY_KIND_GUIDED,
            StrategyKind.STRATEGY_KIND_NSGA_TWO,
            StrategyKind.STRATEGY_KIND_RANDOM)) {
      TableSimulation.Course course = run(budget, method, 1, 40);
      assertThat(course.proposals())
          .hasSize(40)
          .allSatisfy(p -> assertThat(budget.isFeasible(p.architecture())).isTrue());
      assertThat(front(budget, course).getPointsList()).isNotEmpty();
    }
    Budget one = budget(SPACE, List.of(), List.of("params=300k"));
    for (StrategyKind method :
        List.of(
            StrategyKind.STRATEGY_KIND_LOCAL_SEARCH,
            StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION,
            StrategyKind.STRATEGY_KIND_GUIDED)) {
      assertThat(run(one, method, 1, 40).proposals())
          .allSatisfy(p -> assertThat(one.isFeasible(p.architecture())).isTrue());
    }
  }

  @Test
  void limitsThatAreKnownAfterwardsAreLearnt() {
    Budget budget = budget(SPACE, List.of(), List.of("params_millions=300k"));
    TableSimulation.Course course = run(budget, StrategyKind.STRATEGY_KIND_GUIDED, 0, 80);
    long keep =
        course.proposals().stream()
            .skip(10)
            .filter(p -> budget.isFeasible(p.architecture()))
            .count();
    // One of four cells keeps the limit: 18 of 70 random ones.
    assertThat(keep).isGreaterThan(26);
    double best =
        IntStream.range(0, 80)
            .filter(q -> budget.isFeasible(course.proposals().get(q).architecture()))
            .mapToDouble(q -> course.values().get(q))
            .max()
            .orElseThrow();
    double optimum =
        IntStream.range(0, (int) TABLE.rows())
            .filter(r -> TABLE.value(r, "params_millions") <= 0.3f)
            .mapToDouble(r -> TABLE.value(r, METRIC))
            .max()
            .orElseThrow();
    assertThat(best).isGreaterThan(optimum - 0.7);
    // A method that knows of no limits goes on with those that keep them.
    assertThat(run(budget, StrategyKind.STRATEGY_KIND_LOCAL_SEARCH, 0, 40).proposals()).hasSize(40);
  }

  @Test
  void drawsOfALargeSpaceAreBroughtWithinLimitsThatFewKeep() {
    Budget all = budget(DartsSpace.DARTS, List.of("params"), List.of());
    SplittableRandom random = new Seed(1).random();
    double least =
        IntStream.range(0, 500)
            .mapToDouble(i -> all.minimise().get(0).of(DartsSpace.DARTS.sample(random)))
            .min()
            .orElseThrow();
    Budget tight = budget(DartsSpace.DARTS, List.of(), List.of("params=" + (long) (0.9 * least)));
    Domain domain = Domain.of(DartsSpace.DARTS, tight);
    for (int i = 0; i < 5; i++) {
      Candidate drawn = domain.draw(random);
      Architecture mutated = domain.mutate(drawn, random).architecture();
      assertThat(tight.isFeasible(drawn.architecture())).isTrue();
      assertThat(tight.isFeasible(mutated)).isTrue();
      assertThat(domain.neighbours(drawn))
          .allSatisfy(n -> assertThat(tight.isFeasible(n.architecture())).isTrue());
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> Domain.of(SPACE, budget(SPACE, List.of(), List.of("params=10"))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--limit: no architecture was found that keeps params=10");
    Domain open =
        Domain.of(DartsSpace.DARTS, budget(DartsSpace.DARTS, List.of(), List.of("params=10")));
    assertThatThrownBy(() -> open.draw(new Seed(0).random()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("keeps params=10");
    Budget two = budget(SPACE, List.of("params"), List.of());
    assertThatThrownBy(() -> run(two, StrategyKind.STRATEGY_KIND_BANANAS, 0, 20))
        .hasMessageContaining("--minimise asks for several objectives");
  }
}
