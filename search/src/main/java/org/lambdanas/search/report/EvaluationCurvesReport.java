package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.lambdanas.proto.v1.ComparedCourse;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.MethodPair;
import org.lambdanas.proto.v1.MethodSummary;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.comparison.ComparisonCurves;
import org.lambdanas.search.comparison.ComparisonSummary;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.run.RunFolder;

/** The page of a comparison of searches by evaluations: how soon each method finds what. */
final class EvaluationCurvesReport {

  /** Points of a curve, evenly over the logarithm of the queries. */
  private static final int POINTS = 24;

  private EvaluationCurvesReport() {}

  static String html(RunFolder<ComparisonConfig, ComparisonResult> folder) {
    ComparisonResult result = ComparisonSummary.with(ComparisonReport.result(folder)).build();
    ComparisonConfig config = result.getConfig();
    Page page =
        new Page(
            String.join(", ", config.getMethodsList()) + " in " + config.getGuided().getSpace(),
            "%s, %d seeds, %d evaluations each, %s%s"
                .formatted(
                    result.getObjective(),
                    config.getSeedsCount(),
                    config.getGuided().getQueries(),
                    ComparisonReport.extent(result),
                    result.getProvenance().getStarted()));
    page.heading("The best so far");
    BudgetChart chart =
        new BudgetChart(
            "Best %s over evaluations".formatted(result.getObjective()),
            "evaluations",
            IntStream.range(0, result.getMethodsCount())
                .mapToObj(m -> line(result.getMethods(m), m))
                .toList());
    if (!chart.isEmpty()) {
      page.figures(List.of(chart));
      page.paragraph(
          "Means over the seeds. Upright lines: 95 % intervals of the mean, by Student's t.");
    }
    milestones(page, result);
    page.heading("Which is better");
    page.paragraph(
        "Compared seed by seed: one is better where the 95 % interval of the difference leaves out"
            + " 0. Of twenty pairs that are alike one will seem to differ.");
    for (MethodPair pair : result.getPairsList()) {
      page.paragraph(ComparisonCurves.text(pair) + ".");
    }
    page.heading("Every search");
    runs(page, result);
    Provenance.show(page, result.getProvenance(), config);
    return page.html();
  }

  private static BudgetChart.Line line(MethodSummary method, int colour) {
    List<BudgetChart.Point> points = new ArrayList<>();
    int last = 0;
    for (int i = 0; i <= POINTS; i++) {
      int query = (int) Math.round(Math.pow(method.getBestCount(), (double) i / POINTS));
      TrialScore score = method.getBest(query - 1);
      if (query > last && score.getTrials() > 0) {
        points.add(new BudgetChart.Point(query, score.getMean(), score.getLow(), score.getHigh()));
      }
      last = query;
    }
    return new BudgetChart.Line(method.getMethod(), colour, points);
  }

  private static void milestones(Page page, ComparisonResult result) {
    List<Integer> milestones = ComparisonCurves.milestones(result);
    List<String> header = new ArrayList<>(List.of("method"));
    milestones.forEach(after -> header.add("#after " + after));
    header.add("#95 % interval of the last mean");
    List<List<String>> rows = new ArrayList<>();
    for (MethodSummary method : result.getMethodsList()) {
      List<String> row = new ArrayList<>(List.of(method.getMethod()));
      milestones.forEach(after -> row.add(ComparisonCurves.text(method.getBest(after - 1))));
      row.add(ComparisonCurves.interval(method.getBest(method.getBestCount() - 1)));
      rows.add(row);
    }
    page.table(header, rows);
  }

  private static void runs(Page page, ComparisonResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (ComparedRun run : result.getRunsList()) {
      ComparedCourse course = run.getCourse();
      rows.add(
          List.of(
              run.getMethod(),
              Long.toUnsignedString(run.getSeed()),
              course.hasBestValue() ? Goal.text(course.getBestValue()) : "-",
              course.hasBestQuery() ? Integer.toString(course.getBestQuery() + 1) : "-",
              course.getArchitectureText()));
    }
    page.table(
        List.of("method", "#seed", "#" + result.getObjective(), "#found by", "architecture"), rows);
  }
}
