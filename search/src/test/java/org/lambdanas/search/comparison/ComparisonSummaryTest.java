package org.lambdanas.search.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.MethodScore;
import org.lambdanas.proto.v1.MethodSummary;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.PublishedPair;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.proto.v1.Unit;

class ComparisonSummaryTest {

  private static final CellSpace SPACE = SearchSpaces.cellSpaceById("nasbench201");

  /** Three edges of one operation and three of another. */
  private static final String CELL =
      "|nor_conv_3x3~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|nor_conv_3x3~2|";

  private static ComparedRun run(long seed, double score, double validation, boolean collapsed) {
    return run("darts", seed, score, validation, collapsed);
  }

  private static ComparedRun run(
      String method, long seed, double score, double validation, boolean collapsed) {
    return ComparedRun.newBuilder()
        .setMethod(method)
        .setSeed(seed)
        .setValidationAccuracy(validation)
        .addCells(
            DerivedCell.newBuilder()
                .setArchitecture(SPACE.parse(CELL))
                .setCollapsed(collapsed)
                .setPublished(
                    TableRow.newBuilder()
                        .addMetrics(
                            MetricValue.newBuilder()
                                .setMetric(
                                    MetricDescription.newBuilder()
                                        .setName("test")
                                        .setDataSet("cifar10")
                                        .setEpochs(200)
                                        .setUnit(Unit.UNIT_PERCENT)
                                        .setHigherIsBetter(true))
                                .setValue(score))))
        .build();
  }

  private static ComparisonResult result(List<String> methods, ComparedRun... runs) {
    return ComparisonResult.newBuilder()
        .setConfig(
            ComparisonConfig.newBuilder()
                .addAllMethods(methods)
                .setSearch(SearchConfig.newBuilder().setSpace(SPACE.id())))
        .addAllRuns(List.of(runs))
        .build();
  }

  private static List<MethodSummary> summaries(ComparedRun... runs) {
    return ComparisonSummary.of(result(List.of("darts"), runs));
  }

  @Test
  void meanDeviationAndWhatAPersonWouldPick() {
    MethodSummary summary =
        summaries(run(0, 90, 50, false), run(1, 94, 40, true), run(2, 92, 60, false)).get(0);
    assertThat(summary.getRuns()).isEqualTo(3);
    assertThat(summary.getCollapsed()).isEqualTo(1);
    MethodScore score = summary.getScores(0);
    assertThat(score.getValuesList()).containsExactly(90., 94., 92.);
    assertThat(score.getMean()).isEqualTo(92);
    assertThat(score.getDeviation()).isEqualTo(2, within(1e-12));
    assertThat(score.getBestByValidation()).isEqualTo(92);
  }

  @Test
  void aSingleRunHasNoDeviationAndAnUnknownCellNoScore() {
    assertThat(summaries(run(0, 90, 50, false)).get(0).getScores(0).getDeviation()).isNaN();
    ComparedRun unknown =
        ComparedRun.newBuilder()
            .setMethod("darts")
            .addCells(DerivedCell.newBuilder().setArchitecture(SPACE.parse(CELL)))
            .build();
    assertThat(summaries(run(0, 90, 50, false), unknown).get(0).getScoresList()).isEmpty();
  }

  @Test
  void anIntervalEndsWhereAccuraciesEnd() {
    MethodScore score = summaries(run(0, 90, 50, false), run(1, 99, 40, false)).get(0).getScores(0);
    assertThat(score.getHigh()).isEqualTo(100);
    assertThat(score.getLow()).isEqualTo(94.5 - 12.706204736 * 4.5, within(1e-6));
    assertThat(summaries(run(0, 90, 50, false)).get(0).getScores(0).getHigh()).isNaN();
  }

  @Test
  void whatTheEdgesAreAndHowTheCellsAgree() {
    ComparedRun aligned = run(0, 90, 50, false).toBuilder().setLambdaTrain(.5).build();
    ComparedRun other =
        run(1, 90, 50, false).toBuilder()
            .setLambdaTrain(.75)
            .setCells(
                0,
                aligned.getCells(0).toBuilder()
                    .setArchitecture(SPACE.parse(CELL.replaceFirst("none", "skip_connect"))))
            .build();
    MethodSummary summary = summaries(aligned, other).get(0);
    assertThat(ComparisonSummary.edges(summary))
        .isEqualTo("50 % nor_conv_3x3, 42 % none, 8 % skip_connect");
    assertThat(summary.getAlignment().getMean()).isEqualTo(.625);
    assertThat(summaries(aligned, run(1, 90, 50, false)).get(0).hasAlignment()).isFalse();
  }

  @Test
  void methodsAreComparedSeedBySeed() {
    ComparisonResult result =
        result(
            List.of("darts", "lambda-darts", "random"),
            run("darts", 0, 80, 0, true),
            run("darts", 1, 90, 0, true),
            run("darts", 2, 70, 0, true),
            run("lambda-darts", 2, 80.5, 0, false),
            run("lambda-darts", 1, 99.5, 0, false),
            run("lambda-darts", 0, 90, 0, false),
            run("random", 0, 60, 0, false),
            run("random", 1, 99, 0, false));
    List<PublishedPair> pairs = ComparisonSummary.with(result).getPublishedPairsList();
    assertThat(pairs).extracting(PublishedPair::getSecond).startsWith("lambda-darts", "random");
    assertThat(pairs.get(0).getBetter()).isEqualTo("lambda-darts");
    assertThat(pairs.get(0).getLead().getMean()).isEqualTo(-10, within(1e-12));
    assertThat(pairs.get(0).getWords())
        .startsWith("darts is worse than lambda-darts over 3 seeds: -10.0 points [-11.2, -8.8]");
    assertThat(pairs.get(1).getLead().getTrials()).isEqualTo(2);
    assertThat(pairs.get(1).getBetter()).isEmpty();
    assertThat(pairs.get(1).getWords()).contains("not distinguishable over 2 seeds");
  }

  @Test
  void ofASingleSeedNothingIsConcluded() {
    ComparisonResult result =
        result(
            List.of("darts", "lambda-darts"),
            run("darts", 0, 54, 0, true),
            run("lambda-darts", 0, 94, 0, false));
    PublishedPair pair = ComparisonSummary.with(result).getPublishedPairs(0);
    assertThat(pair.getBetter()).isEmpty();
    assertThat(pair.getWords()).endsWith("not distinguishable: -40.0 points with the one seed");
  }

  @Test
  void notAllRunsNeedBeDone() {
    ComparisonResult result =
        result(List.of("darts", "lambda-darts"), run("darts", 0, 54, 0, true));
    assertThat(ComparisonSummary.with(result).getPublishedPairsList()).isEmpty();
  }

  @Test
  void ofLimitedCellsItIsSaidHowManyWouldHaveCollapsed() {
    ComparedRun kept = limited(run(0, 92, 0, false), true);
    ComparedRun alike = limited(run(1, 93, 0, false), false);
    assertThat(ComparisonSummary.collapsed(summaries(kept, alike).get(0)))
        .isEqualTo("0 of 2 (1 without limits)");
    assertThat(ComparisonSummary.collapsed(summaries(kept, run(1, 54, 0, true)).get(0)))
        .isEqualTo("1 of 2");
  }

  private static ComparedRun limited(ComparedRun run, boolean collapsed) {
    ComparedRun.Builder limited = run.toBuilder();
    limited.getCellsBuilder(0).getLimitedBuilder().setFreeCollapsed(collapsed);
    return limited.build();
  }
}
