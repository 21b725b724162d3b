package org.lambdanas.search.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.MethodScore;
import org.lambdanas.proto.v1.MethodSummary;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableRow;

class ComparisonSummaryTest {

  private static ComparedRun run(long seed, double score, double validation, boolean collapsed) {
    return ComparedRun.newBuilder()
        .setMethod("darts")
        .setSeed(seed)
        .setValidationAccuracy(validation)
        .addCells(
            DerivedCell.newBuilder()
                .setCollapsed(collapsed)
                .setPublished(
                    TableRow.newBuilder()
                        .addMetrics(
                            MetricValue.newBuilder()
                                .setMetric(
                                    MetricDescription.newBuilder()
                                        .setName("test")
                                        .setDataSet("cifar10")
                                        .setEpochs(200))
                                .setValue(score))))
        .build();
  }

  private static List<MethodSummary> summaries(ComparedRun... runs) {
    return ComparisonSummary.of(
        ComparisonResult.newBuilder()
            .setConfig(ComparisonConfig.newBuilder().addMethods("darts"))
            .addAllRuns(List.of(runs))
            .build());
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
            .addCells(DerivedCell.getDefaultInstance())
            .build();
    assertThat(summaries(run(0, 90, 50, false), unknown).get(0).getScoresList()).isEmpty();
  }
}
