package org.lambdanas.graph.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.SearchSpaces;

class RoutesTest {

  /** How often each operation of each edge was chosen: counts by edge. */
  private static Map<List<Object>, Map<Integer, Integer>> counts(Routes routes, long steps) {
    Map<List<Object>, Map<Integer, Integer>> counts = new HashMap<>();
    for (long step = 0; step < steps; step++) {
      routes
          .at(step)
          .operations()
          .forEach(
              (type, chosen) -> {
                for (int edge = 0; edge < chosen.size(); edge++) {
                  if (chosen.get(edge) != Route.NOTHING) {
                    counts
                        .computeIfAbsent(List.of(type.name(), edge), e -> new HashMap<>())
                        .merge(chosen.get(edge), 1, Integer::sum);
                  }
                }
              });
    }
    return counts;
  }

  @ParameterizedTest
  @CsvSource({"nasbench201, 5", "darts, 210", "s1, 60", "s2, 60", "s3, 60", "s4, 60"})
  void fairDrawsGiveEveryOperationOfAnEdgeEquallyMany(String id, long length) {
    CellSpace space = SearchSpaces.cellSpaceById(id);
    Routes routes = Routes.fair(space, new Seed(7));
    assertThat(routes.length()).isEqualTo(length);
    Map<List<Object>, Map<Integer, Integer>> counts = counts(routes, length);
    int edges = space.cellTypes().stream().mapToInt(CellType::edges).sum();
    assertThat(counts).hasSize(edges);
    counts.forEach((edge, of) -> assertThat(new HashSet<>(of.values())).as("%s", edge).hasSize(1));
    // And never, on the way, one ahead of another by more than one.
    counts(routes, length / 2)
        .forEach(
            (edge, of) -> {
              int least =
                  of.size() == counts.getOrDefault(edge, Map.of()).size()
                      ? of.values().stream().mapToInt(n -> n).min().orElseThrow()
                      : 0;
              assertThat(of.values()).as("%s", edge).allMatch(n -> n <= least + 1);
            });
  }

  @ParameterizedTest
  @CsvSource({"nasbench201", "darts", "s1", "s3"})
  void fairWaysAreThoseOfArchitectures(String id) {
    CellSpace space = SearchSpaces.cellSpaceById(id);
    Routes routes = Routes.fair(space, new Seed(1));
    Route some = Route.of(space, space.sample(new Seed(2).random()));
    for (long step = 0; step < 20; step++) {
      for (CellType type : space.cellTypes()) {
        assertThat(edgesByNode(type, routes.at(step))).isEqualTo(edgesByNode(type, some));
      }
    }
  }

  private static Map<Integer, Integer> edgesByNode(CellType type, Route route) {
    Map<Integer, Integer> kept = new HashMap<>();
    List<Integer> chosen = route.of(type);
    for (int edge = 0; edge < chosen.size(); edge++) {
      if (chosen.get(edge) != Route.NOTHING) {
        kept.merge(type.topology().edges().get(edge).target(), 1, Integer::sum);
      }
    }
    return kept;
  }

  @Test
  void allPairsOfEdgesTakeTheirTurn() {
    CellSpace darts = SearchSpaces.cellSpaceById("darts");
    Routes routes = Routes.fair(darts, new Seed(3));
    CellType normal = darts.cellTypes().get(0);
    Set<List<Integer>> pairs = new HashSet<>();
    for (long step = 0; step < 200; step++) {
      List<Integer> chosen = routes.at(step).of(normal);
      pairs.add(
          java.util.stream.IntStream.range(9, 14)
              .filter(edge -> chosen.get(edge) != Route.NOTHING)
              .boxed()
              .toList());
    }
    assertThat(pairs).hasSize(10);
  }

  @Test
  void waysDifferBetweenStepsAndRepeatWithTheSeed() {
    CellSpace space = SearchSpaces.cellSpaceById("nasbench201");
    for (Routes routes :
        List.of(Routes.fair(space, new Seed(4)), Routes.uniform(space, new Seed(4)))) {
      List<Route> ways = LongStream.range(0, 500).mapToObj(routes::at).toList();
      assertThat(new HashSet<>(ways)).hasSizeGreaterThan(450);
      assertThat(LongStream.range(0, 500).mapToObj(routes::at)).isEqualTo(ways);
    }
    // Within a round no operation comes twice on any edge.
    Routes fair = Routes.fair(space, new Seed(4));
    CellType type = space.cellTypes().get(0);
    for (int edge = 0; edge < type.edges(); edge++) {
      int at = edge;
      assertThat(LongStream.range(0, 5).mapToObj(step -> fair.at(step).of(type).get(at)).distinct())
          .hasSize(5);
    }
    assertThat(Routes.fair(space, new Seed(5)).at(0)).isNotEqualTo(fair.at(0));
  }
}
