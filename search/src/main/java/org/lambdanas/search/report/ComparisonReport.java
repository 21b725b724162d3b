package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.CandidateCell;
import org.lambdanas.proto.v1.ChosenCell;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MethodScore;
import org.lambdanas.proto.v1.MethodSummary;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.PublishedPair;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.comparison.ComparedRuns;
import org.lambdanas.search.comparison.ComparisonSummary;
import org.lambdanas.search.differentiable.Drift;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/** The page of a comparison: the methods side by side. */
public final class ComparisonReport {

  private ComparisonReport() {}

  /**
   * Writes the page.
   *
   * @param folder of a comparison, done or not
   * @return an HTML document that refers to nothing outside
   */
  public static String html(RunFolder<ComparisonConfig, ComparisonResult> folder) {
    ComparisonConfig config = folder.config();
    if (config.hasGuided()) {
      return EvaluationCurvesReport.html(folder);
    }
    ComparedRuns<?, ?> compared = ComparedRuns.of(folder.path(), config);
    ComparisonResult result = ComparisonSummary.with(result(folder)).build();
    boolean trained = result.getTrainingsCount() > 0;
    Page page =
        new Page(
            String.join(", ", config.getMethodsList()) + " on " + config.getSearch().getSpace(),
            config.getSearch().getData().getDataSet()
                + ", seeds "
                + String.join(
                    ", ", config.getSeedsList().stream().map(Long::toUnsignedString).toList())
                + ", "
                + config.getSearch().getEpochs()
                + " epochs, "
                + extent(result)
                + result.getProvenance().getStarted());
    if (trained) {
      TrainedSection.show(page, result);
    }
    page.heading(trained ? "What was found" : "In short");
    summaries(page, result.getMethodsList(), trained);
    pairs(page, result.getPublishedPairsList());
    if (result.hasChosen()) {
      chosen(page, result.getChosen());
    }
    page.heading("Course of the searches");
    page.paragraph("A thin line for each seed, a thick one for the mean of a method.");
    page.figures(charts(compared, config));
    page.heading("Every run");
    runs(page, result);
    Provenance.show(page, result.getProvenance(), config);
    return page.html();
  }

  /** What a comparison has come to, or has so far. */
  static ComparisonResult result(RunFolder<ComparisonConfig, ComparisonResult> folder) {
    return folder.isDone()
        ? folder.result()
        : ComparedRuns.of(folder.path(), folder.config()).all(folder.provenance());
  }

  static String extent(ComparisonResult result) {
    int of = result.getConfig().getMethodsCount() * result.getConfig().getSeedsCount();
    return result.getRunsCount() == of
        ? ""
        : result.getRunsCount() + " of " + of + " runs done, begun ";
  }

  private static String name(Derivation derivation) {
    return derivation == Derivation.DERIVATION_WITH_NONE ? "with none" : "without none";
  }

  private static void summaries(Page page, List<MethodSummary> summaries, boolean trained) {
    List<String> header = new ArrayList<>(List.of("method", "cell", "#collapsed", "#Λ", "edges"));
    List<String> metrics =
        summaries.stream()
            .flatMap(summary -> summary.getScoresList().stream())
            .map(MethodScore::getMetric)
            .distinct()
            .toList();
    metrics.forEach(metric -> header.add("#" + metric));
    List<List<String>> rows = new ArrayList<>();
    for (MethodSummary summary : summaries) {
      TrialScore alignment = summary.getAlignment();
      List<String> row =
          new ArrayList<>(
              List.of(
                  summary.getMethod(),
                  name(summary.getDerivation()),
                  ComparisonSummary.collapsed(summary),
                  summary.hasAlignment()
                      ? mean(alignment.getMean(), alignment.getLow(), alignment.getHigh())
                      : "-",
                  ComparisonSummary.edges(summary)));
      for (String metric : metrics) {
        row.add(
            summary.getScoresList().stream()
                .filter(score -> score.getMetric().equals(metric))
                .findFirst()
                .map(score -> mean(score.getMean(), score.getLow(), score.getHigh()))
                .orElse("-"));
      }
      rows.add(row);
    }
    page.table(header, rows);
    if (!metrics.isEmpty()) {
      page.paragraph(
          "Published accuracies of the cells"
              + (trained ? ", from other trainings" : "")
              + ", percent: the mean over the seeds and its 95 % interval.");
    }
  }

  private static void pairs(Page page, List<PublishedPair> pairs) {
    if (pairs.isEmpty()) {
      return;
    }
    page.subheading("Which is better by published accuracies");
    page.paragraph(
        "Compared seed by seed: one is better where the 95 % interval of the difference leaves out"
            + " 0.");
    pairs.forEach(
        pair ->
            page.paragraph(
                "%s, %s (%s)."
                    .formatted(pair.getWords(), name(pair.getDerivation()), pair.getMetric())));
  }

  private static void chosen(Page page, ChosenCell chosen) {
    page.heading("Which cell to take");
    List<String> measures =
        chosen.getCandidatesList().stream()
            .flatMap(candidate -> candidate.getScoresMap().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    List<String> header = new ArrayList<>(List.of("method", "#seed", "cell", "verdict"));
    measures.forEach(measure -> header.add("#" + measure));
    header.addAll(List.of("#ranks", "architecture"));
    List<List<String>> rows = new ArrayList<>();
    for (CandidateCell candidate : chosen.getCandidatesList()) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  candidate.getMethod(),
                  Long.toUnsignedString(candidate.getSeed()),
                  name(candidate.getCell().getDerivation()),
                  candidate.getCell().getCollapsed() ? "collapsed" : "not collapsed"));
      measures.forEach(
          measure ->
              row.add(
                  candidate.containsScores(measure)
                      ? Page.number(candidate.getScoresOrThrow(measure), 1)
                      : "-"));
      row.add(number(candidate.getRankSum()));
      row.add(candidate.getCell().getArchitectureText());
      rows.add(row);
    }
    page.table(header, rows);
    page.paragraph(
        "The first one. Cells that have collapsed come last; of the others that with the highest"
            + " sum of ranks over these measures, which need no training. Published accuracies"
            + " have no part in it.");
  }

  private static String mean(double mean, double low, double high) {
    return Double.isNaN(low)
        ? number(mean)
        : "%s [%s, %s]".formatted(number(mean), number(low), number(high));
  }

  private static String number(double value) {
    return Page.number(value, 2);
  }

  private static List<LineChart> charts(ComparedRuns<?, ?> compared, ComparisonConfig config) {
    List<Series> alignment = new ArrayList<>();
    Drift drift = Drift.of(SearchSpaces.cellSpaceById(config.getSearch().getSpace()));
    List<Series> drifts = new ArrayList<>();
    List<Series> published = new ArrayList<>();
    List<Series> validation = new ArrayList<>();
    String metric = "";
    int colour = 0;
    for (String method : config.getMethodsList()) {
      List<List<EpochRecord>> courses = new ArrayList<>();
      for (long seed : config.getSeedsList()) {
        RunFolder<SearchConfig, SearchResult> run =
            new RunFolder<>(compared.folder(method, seed), RunKind.SEARCH);
        if (run.isDone()) {
          courses.add(run.result().getHistory().getEpochsList());
        }
      }
      if (courses.isEmpty()) {
        continue;
      }
      lines(alignment, method, colour, courses, e -> Series.value(e, "lambda_train"));
      lines(drifts, method, colour, courses, drift::share);
      lines(published, method, colour, courses, Published::value);
      lines(validation, method, colour, courses, EpochRecord::getValidationAccuracy);
      if (metric.isEmpty()) {
        metric =
            Published.headline(courses.get(0).get(0))
                .map(value -> value.getMetric().getName())
                .orElse("");
      }
      colour++;
    }
    return List.of(
        new LineChart("Alignment Λ of the cells' gradients", alignment),
        new LineChart(
            "Share of the normal cell's edges by the mixing weights: " + drift.words(), drifts),
        new LineChart("Published accuracy of the derived cell, percent: " + metric, published),
        new LineChart("Super-network on the validation half, percent", validation));
  }

  private static void lines(
      List<Series> to,
      String method,
      int colour,
      List<List<EpochRecord>> courses,
      ToDoubleFunction<EpochRecord> value) {
    int epochs = courses.stream().mapToInt(List::size).min().orElse(0);
    if (courses.size() > 1) {
      for (int run = 0; run < courses.size(); run++) {
        to.add(
            new Series(
                method + ", run " + (run + 1),
                colour,
                true,
                courses.get(run).stream().map(value::applyAsDouble).toList()));
      }
    }
    to.add(
        Series.of(
            method,
            colour,
            IntStream.range(0, epochs)
                .mapToObj(
                    e ->
                        courses.stream()
                            .mapToDouble(course -> value.applyAsDouble(course.get(e)))
                            .average()
                            .orElse(Double.NaN))
                .toList()));
  }

  private static void runs(Page page, ComparisonResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (ComparedRun run : result.getRunsList()) {
      for (DerivedCell cell : run.getCellsList()) {
        Optional<MetricValue> score = Published.headline(cell.getPublished());
        rows.add(
            List.of(
                run.getMethod(),
                Long.toUnsignedString(run.getSeed()),
                name(cell.getDerivation()),
                cell.getArchitectureText(),
                cell.getVerdict(),
                run.hasLambdaTrain() ? number(run.getLambdaTrain()) : "-",
                score.map(value -> number(value.getValue())).orElse("-")));
      }
    }
    page.table(
        List.of("method", "#seed", "rule", "cell", "verdict", "#Λ", "#published, percent"), rows);
  }
}
