package org.lambdanas.search.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.FrontPoint;
import org.lambdanas.proto.v1.ParetoFront;
import org.lambdanas.search.draw.FrontDrawing;

class FrontsTest {

  private static final String METRIC = "cifar10_test_200ep_mean";
  private static final double NAN = Double.NaN;

  private static Standing standing(double violation, double... objectives) {
    return new Standing(objectives, violation);
  }

  @Test
  void feasibleAnswersComeFirstThenThoseThatPassTheLimitsLess() {
    Standing good = standing(0, 1, 2);
    Standing other = standing(0, 2, 1);
    Standing worse = standing(0, 2, 2);
    Standing slight = standing(0.1, 0, 0);
    Standing gross = standing(0.2, 0, 0);
    Standing unknown = Standing.ofKnown(new double[] {0, 0}, NAN);
    assertThat(good.precedes(worse)).isTrue();
    assertThat(good.precedes(other)).isFalse();
    assertThat(other.precedes(good)).isFalse();
    assertThat(good.precedes(good)).isFalse();
    assertThat(worse.precedes(slight)).isTrue();
    assertThat(slight.precedes(gross)).isTrue();
    assertThat(gross.precedes(unknown)).isTrue();
    assertThat(unknown.precedes(unknown)).isFalse();
    assertThat(Ranking.layers(List.of(gross, worse, good, unknown, other, slight)))
        .containsExactly(3, 1, 0, 4, 0, 2);
    assertThat(Ranking.order(List.of(gross, worse, good, unknown, other, slight)))
        .containsExactly(2, 4, 1, 5, 0, 3);
  }

  @Test
  void whatIsNotANumberIsRefused() {
    assertThatThrownBy(() -> standing(0, 1, NAN)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> standing(NAN, 1)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> standing(-1, 1)).isInstanceOf(ConfigException.class);
    assertThat(Standing.ofKnown(new double[] {1, NAN}, 0).isFeasible()).isFalse();
  }

  @Test
  void crowdingIsTheDistanceOfNeighboursOnEveryScale() {
    double[] distance =
        Ranking.crowding(
            List.of(
                new double[] {0, 4},
                new double[] {4, 0},
                new double[] {1, 2},
                new double[] {3, 1}));
    assertThat(distance)
        .containsExactly(
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            3 / 4.0 + 3 / 4.0,
            3 / 4.0 + 2 / 4.0);
  }

  /** Inclusion and exclusion over all subsets of the points: exact too, and another way. */
  private static double slowly(List<double[]> points, double[] reference) {
    double sum = 0;
    for (int subset = 1; subset < 1 << points.size(); subset++) {
      double box = 1;
      for (int axis = 0; axis < reference.length; axis++) {
        double corner = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points.size(); i++) {
          corner = (subset >>> i & 1) != 0 ? Math.max(corner, points.get(i)[axis]) : corner;
        }
        box *= Math.max(0, reference[axis] - corner);
      }
      sum += Integer.bitCount(subset) % 2 == 1 ? box : -box;
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void hypervolumesAreExact(int objectives) {
    for (int seed = 0; seed < 30; seed++) {
      SplittableRandom random = new Seed(seed).child(objectives).random();
      double[] reference = random.doubles(objectives, 0.7, 1.2).toArray();
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        // Ties and points beyond the reference are among them.
        points.add(
            random
                .doubles(objectives)
                .map(x -> isRounded(x) ? Math.round(x * 4) / 4.0 : x)
                .toArray());
      }
      assertThat(Hypervolume.of(points, reference))
          .isCloseTo(slowly(points, reference), within(1e-12));
    }
    assertThat(Hypervolume.of(List.of(), new double[objectives])).isZero();
  }

  private static boolean isRounded(double x) {
    return Double.hashCode(x) % 2 == 0;
  }

  @Test
  void theKneeGivesUpLeast() {
    List<double[]> points =
        List.of(
            new double[] {0, 10}, new double[] {2, 2}, new double[] {4, 1}, new double[] {10, 0});
    assertThat(Fronts.knee(points)).hasValue(1);
    assertThat(Fronts.knee(List.of(new double[] {1, 1}))).hasValue(0);
    assertThat(Fronts.knee(List.of())).isEmpty();
  }

  /** The published front of accuracy and parameters of NAS-Bench-201. */
  @Test
  void theFrontOfAWholeTableIsTheKnownOne() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    SearchSpace space = SearchSpaces.byId("nasbench201");
    Budget budget =
        Budget.of(
            new Costs(space, Optional.empty(), Optional.of(new Costs.Table("nasbench201", table)))
                .resolve(BudgetConfig.newBuilder().addMinimise("params_millions").build()));
    List<Fronts.Answer> answers =
        LongStream.range(0, table.rows())
            .mapToObj(
                row ->
                    new Fronts.Answer(
                        (int) row,
                        table.architecture(row),
                        BenchmarkTableFile.decimal(table.value(row, METRIC))))
            .toList();
    ParetoFront front = new Fronts(space, budget, METRIC, true, true).of(answers);
    Validation.check(front);
    assertThat(front.getPointsList())
        .extracting(FrontPoint::getQuery)
        .containsExactly(
            10431, 14346, 12382, 11972, 13611, 4659, 13987, 8592, 11472, 11692, 5111, 3731, 6111);
    assertThat(front.getHypervolume()).isCloseTo(0.89121, within(5e-6));
    assertThat(front.getHypervolumeByQueryList()).hasSize(15_625).isSorted();
    // The farthest from the line between the ends of the front.
    FrontPoint first = front.getPoints(0);
    FrontPoint last = front.getPoints(12);
    double wide = last.getValues(1) - first.getValues(1);
    double high = last.getValues(0) - first.getValues(0);
    assertThat(front.getPoints(front.getKnee()))
        .isEqualTo(
            front.getPointsList().stream()
                .max(Comparator.comparingDouble(p -> wide * p.getValues(0) - high * p.getValues(1)))
                .orElseThrow());
    assertThat(Fronts.csv(front).lines())
        .hasSize(14)
        .first()
        .isEqualTo("architecture,cifar10_test_200ep_mean,params_millions,query,knee");
    String picture = FrontDrawing.svg(front);
    assertThat(picture).isEqualTo(FrontDrawing.svg(front)).startsWith("<svg").endsWith("</svg>\n");
    // The points, the ring of the knee, and that of the legend.
    assertThat(picture.split("<circle", -1)).hasSize(1 + 13 + 1 + 1);
    assertThat(picture).doesNotContain("NaN").doesNotContain("%");
    assertThat(FrontDrawing.svg(ParetoFront.newBuilder().addAllAxes(front.getAxesList()).build()))
        .doesNotContain("<circle");
    assertThat(Fronts.lines(front))
        .hasSize(14)
        .filteredOn(line -> line.contains("(knee)"))
        .hasSize(1);
  }

  @Test
  void whatPassesALimitIsOnNoFront() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    SearchSpace space = SearchSpaces.byId("nasbench201");
    Budget budget =
        Budget.of(
            new Costs(space, Optional.empty(), Optional.of(new Costs.Table("nasbench201", table)))
                .resolve(
                    BudgetConfig.newBuilder()
                        .addMinimise("params_millions")
                        .addLimits("params_millions=300k")
                        .build()));
    List<Fronts.Answer> answers =
        IntStream.range(0, 400)
            .filter(q -> q % 3 != 0)
            .mapToObj(q -> new Fronts.Answer(q, table.architecture(q * 37L), q % 7 == 0 ? NAN : q))
            .toList();
    ParetoFront front = new Fronts(space, budget, "count", true, false).of(answers);
    assertThat(front.getPointsList())
        .isNotEmpty()
        .allSatisfy(p -> assertThat(budget.isFeasible(p.getArchitecture())).isTrue());
    assertThat(front.getAxes(1).getLimit()).isEqualTo(0.3);
    assertThat(front.getHypervolumeByQueryCount()).isEqualTo(399);
    assertThat(front.getPointsList()).extracting(p -> p.getValues(0)).isSorted();
  }
}
