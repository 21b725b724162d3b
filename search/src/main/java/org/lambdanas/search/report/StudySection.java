package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.predictors.evaluation.EvaluationCsv;
import org.lambdanas.predictors.omni.Hybrids;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.proto.v1.BudgetWinner;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.study.ParetoOptimal;

/** What a study found on one table and metric, with all kinds of test sets. */
final class StudySection {

  /** As many as there are colours. */
  private static final int MOST_LINES = 8;

  /** What the published OMNI is made of (White et al., section 5), and what it is held against. */
  private static final List<String> PARTS = List.of("jacov", "synflow", "sotle", "ngb", "seminas");

  private final Page page;
  private final PredictorStudyResult result;
  private final List<StudyTable> tables;

  /**
   * Of the tables with one name and metric.
   *
   * @param tables at least one
   */
  StudySection(Page page, PredictorStudyResult result, List<StudyTable> tables) {
    this.page = page;
    this.result = result;
    this.tables = tables;
  }

  static String name(StudyTable table) {
    return table.getTable() + ", " + table.getMetric();
  }

  /** How its test sets were drawn. */
  static String kind(StudyTable table) {
    return EnumNames.of(testSet(table.getTestSet()));
  }

  private static TestSet testSet(TestSet kind) {
    return kind == TestSet.TEST_SET_UNSPECIFIED ? TestSet.TEST_SET_UNIFORM : kind;
  }

  void write() {
    StudyTable first = tables.get(0);
    page.heading(name(first));
    page.paragraph(
        "Space %s%s, %d architectures."
            .formatted(
                first.getSpace(),
                first.getDataSet().isEmpty() ? "" : ", trained on " + first.getDataSet(),
                first.getRows()));
    for (StudyTable table : tables) {
      testSets(table);
    }
    DotChart kinds = kinds();
    if (!kinds.isEmpty()) {
      page.subheading("Uniform and mutated test sets");
      page.paragraph(
          "Architectures that are alike are harder to rank. Each predictor at its largest budget;"
              + " above is what loses most.");
      page.largeFigures(List.of(kinds));
      page.folded("The losses", this::losses);
    }
    omni();
    for (StudyTable table : tables) {
      numbers(table);
    }
  }

  private static List<PredictorScore> scores(StudyTable table) {
    return table.getScoresList().stream()
        .filter(StudyReport::isMeasured)
        .map(StudyScore::getScore)
        .toList();
  }

  private static TrialScore tau(PredictorScore score) {
    return ScoreTables.tau(score).orElseThrow();
  }

  private static double meanTau(PredictorScore score) {
    return tau(score).getMean();
  }

  private void testSets(StudyTable table) {
    List<PredictorScore> scores = scores(table);
    String kind = kind(table);
    page.subheading(capital(kind) + " test sets of " + table.getTestSize());
    if (scores.isEmpty()) {
      page.paragraph("No predictor has a result here.");
      return;
    }
    if (!table.getKnowsSeconds()) {
      page.paragraph(
          "This table does not say how long its architectures were trained. So costs are counted:"
              + " architectures that are trained for the initialisation, epochs of a training for a"
              + " query.");
    }
    StudyPlane plane = new StudyPlane(table);
    page.largeFigures(List.of(plane.figure(), winners(table)));
    List<String> optimal = plane.optimal();
    page.paragraph(
        "%d of %d predictors are Pareto-optimal: at some budget no other is as good at no higher"
                .formatted(
                    optimal.size(),
                    scores.stream()
                        .map(PredictorScore::getPredictor)
                        .filter(name -> !ParetoOptimal.isAblation(name))
                        .distinct()
                        .count())
            + " costs. Points at the same costs lie side by side. Hybrids without some of their"
            + " parts do not compete.");
    page.table(
        List.of(
            "Pareto-optimal",
            "family",
            "#highest tau",
            "#95 % interval",
            "at",
            "#initialisation",
            "#query"),
        optimal.stream().map(plane::row).toList());
    page.folded("The best at each budget", folded -> winnerTable(folded, table));
    page.figures(curves(scores));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static CostAxis.Unit unit(StudyTable table) {
    return table.getKnowsSeconds() ? CostAxis.Unit.SECONDS : CostAxis.Unit.COUNT;
  }

  private List<BudgetWinner> winnersOf(StudyTable table) {
    return result.getWinnersList().stream()
        .filter(winner -> StudyReport.isMeasured(winner.getBest()))
        .filter(
            winner ->
                winner.getTable().equals(table.getTable())
                    && winner.getMetric().equals(table.getMetric())
                    && testSet(winner.getTestSet()) == testSet(table.getTestSet()))
        .toList();
  }

  private WinnerMap winners(StudyTable table) {
    boolean seconds = table.getKnowsSeconds();
    return new WinnerMap(
        "The best predictor at each budget",
        unit(table),
        StudyPlane.initialisation(table),
        StudyPlane.query(table),
        winnersOf(table).stream()
            .map(
                winner -> {
                  PredictorScore best = winner.getBest().getScore();
                  TrialScore tau = tau(best);
                  Family family = PredictorFamilies.of(best);
                  return new WinnerMap.Cell(
                      seconds ? winner.getInitialisationSeconds() : winner.getTrainSize(),
                      seconds ? winner.getQuerySeconds() : winner.getFidelity(),
                      best.getPredictor(),
                      family.toString(),
                      PredictorFamilies.colour(family),
                      ScoreTables.budget(best),
                      tau.getMean(),
                      tau.getLow(),
                      tau.getHigh(),
                      winner.getNotDistinguishableList());
                })
            .toList());
  }

  private void winnerTable(Page to, StudyTable table) {
    to.table(
        List.of(
            "#" + StudyPlane.initialisation(table) + " at most",
            "#" + StudyPlane.query(table) + " at most",
            "best",
            "at",
            "#tau",
            "#95 % interval",
            "cannot be told from it"),
        winners(table).cells().stream()
            .map(
                cell ->
                    List.of(
                        CostAxis.text(unit(table), cell.initialisation()),
                        CostAxis.text(unit(table), cell.query()),
                        cell.predictor(),
                        cell.budget(),
                        Page.number(cell.tau(), 3),
                        StudyPlane.interval(cell.low(), cell.high()),
                        String.join(", ", cell.alike())))
            .toList());
  }

  /** Tau over budgets, by family; variants of hybrids are elsewhere. */
  private static List<Figure> curves(List<PredictorScore> all) {
    List<PredictorScore> scores =
        all.stream().filter(s -> !PredictorFamilies.isVariant(s.getPredictor())).toList();
    List<Figure> figures = new ArrayList<>();
    for (Family family : Family.values()) {
      List<PredictorScore> own =
          scores.stream().filter(score -> PredictorFamilies.of(score) == family).toList();
      String name = family.toString();
      String title = capital(name);
      List<List<String>> parts =
          parts(own.stream().filter(score -> score.getTrainSize() > 0).toList());
      for (int p = 0; p < parts.size(); p++) {
        figures.add(
            BudgetCurves.overTrainSize(
                title + " over train size" + part(p, parts.size()), parts.get(p), own));
      }
      parts = parts(own.stream().filter(score -> score.getFidelity() > 0).toList());
      for (int p = 0; p < parts.size(); p++) {
        figures.add(
            BudgetCurves.overEpochs(
                title + " over epochs" + part(p, parts.size()), parts.get(p), own));
      }
    }
    figures.add(free(scores));
    return figures;
  }

  private static String part(int part, int parts) {
    return parts == 1
        ? ""
        : part == 0 ? ", the best" : ", the others" + (parts == 2 ? "" : " (" + part + ")");
  }

  /** Names in the order of their tau at the largest budget, so many that colours suffice. */
  private static List<List<String>> parts(List<PredictorScore> scores) {
    List<String> names =
        largest(scores).entrySet().stream()
            .sorted(
                Comparator.comparingDouble(
                    (Map.Entry<String, PredictorScore> entry) -> -meanTau(entry.getValue())))
            .map(Map.Entry::getKey)
            .toList();
    List<List<String>> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i += MOST_LINES) {
      parts.add(names.subList(i, Math.min(names.size(), i + MOST_LINES)));
    }
    return parts;
  }

  /** Each predictor at its largest budget. */
  private static Map<String, PredictorScore> largest(List<PredictorScore> scores) {
    Map<String, PredictorScore> largest = new LinkedHashMap<>();
    for (PredictorScore score : scores) {
      largest.merge(score.getPredictor(), score, (a, b) -> isLarger(b, a) ? b : a);
    }
    return largest;
  }

  private static boolean isLarger(PredictorScore score, PredictorScore other) {
    return score.getTrainSize() != other.getTrainSize()
        ? score.getTrainSize() > other.getTrainSize()
        : score.getFidelity() > other.getFidelity();
  }

  /** What has one budget only. */
  private static DotChart free(List<PredictorScore> scores) {
    List<PredictorScore> free =
        scores.stream()
            .filter(score -> score.getTrainSize() == 0 && score.getFidelity() == 0)
            .sorted(Comparator.comparingDouble(score -> -meanTau(score)))
            .toList();
    List<Family> families = free.stream().map(PredictorFamilies::of).distinct().sorted().toList();
    return new DotChart(
        "Without training an architecture",
        "Kendall tau-b",
        families.stream().map(Family::toString).toList(),
        free.stream()
            .map(
                score ->
                    new DotChart.Row(
                        score.getPredictor(),
                        "",
                        List.of(dot(families.indexOf(PredictorFamilies.of(score)), score))))
            .toList());
  }

  private static DotChart.Dot dot(int kind, PredictorScore score) {
    TrialScore tau = tau(score);
    return new DotChart.Dot(kind, tau.getMean(), tau.getLow(), tau.getHigh());
  }

  private Optional<StudyTable> of(TestSet kind) {
    return tables.stream().filter(table -> testSet(table.getTestSet()) == kind).findFirst();
  }

  /** A predictor on both kinds of test sets, at the largest budget that both have. */
  private record Pair(PredictorScore uniform, PredictorScore mutated) {

    double loss() {
      return meanTau(uniform) - meanTau(mutated);
    }
  }

  /** Those that lose most first. */
  private List<Pair> pairs() {
    List<PredictorScore> uniform =
        of(TestSet.TEST_SET_UNIFORM).map(StudySection::scores).orElse(List.of());
    Map<List<Object>, PredictorScore> mutated =
        of(TestSet.TEST_SET_MUTATED).map(StudySection::scores).orElse(List.of()).stream()
            .collect(Collectors.toMap(StudySection::key, score -> score, (a, b) -> a));
    return largest(uniform.stream().filter(score -> mutated.containsKey(key(score))).toList())
        .values()
        .stream()
        .map(score -> new Pair(score, Objects.requireNonNull(mutated.get(key(score)))))
        .sorted(Comparator.comparingDouble(pair -> -pair.loss()))
        .toList();
  }

  private DotChart kinds() {
    return new DotChart(
        "Kendall tau-b on uniform and on mutated test sets",
        "Kendall tau-b",
        List.of("uniform", "mutated"),
        pairs().stream()
            .map(
                pair ->
                    new DotChart.Row(
                        pair.uniform().getPredictor(),
                        "%s, loses %s"
                            .formatted(
                                ScoreTables.budget(pair.uniform()), Page.number(pair.loss(), 3)),
                        List.of(dot(0, pair.uniform()), dot(1, pair.mutated()))))
            .toList());
  }

  private void losses(Page to) {
    to.table(
        List.of(
            "predictor", "at", "#uniform", "#95 % interval", "#mutated", "#95 % interval", "#loss"),
        pairs().stream()
            .map(
                pair ->
                    List.of(
                        pair.uniform().getPredictor(),
                        ScoreTables.budget(pair.uniform()),
                        Page.number(meanTau(pair.uniform()), 3),
                        interval(pair.uniform()),
                        Page.number(meanTau(pair.mutated()), 3),
                        interval(pair.mutated()),
                        Page.number(pair.loss(), 3)))
            .toList());
  }

  private static String interval(PredictorScore score) {
    return StudyPlane.interval(tau(score).getLow(), tau(score).getHigh());
  }

  private static List<Object> key(PredictorScore score) {
    return List.of(score.getPredictor(), score.getTrainSize(), score.getFidelity());
  }

  /** Hybrids whole, without parts, and their parts alone. */
  private void omni() {
    Predicate<PredictorScore> isOmni =
        score -> Hybrids.isOne(PredictorFamilies.id(score.getPredictor()));
    List<Figure> figures = new ArrayList<>();
    List<Figure> curves = new ArrayList<>();
    for (StudyTable table : tables) {
      List<PredictorScore> scores = scores(table);
      List<PredictorScore> omni = scores.stream().filter(isOmni).toList();
      if (omni.isEmpty()) {
        continue;
      }
      List<PredictorScore> shown =
          scores.stream().filter(isOmni.or(score -> PARTS.contains(score.getPredictor()))).toList();
      figures.add(
          new DotChart(
              "OMNI and its parts, %s test sets".formatted(kind(table)),
              "Kendall tau-b at the largest budget",
              List.of("OMNI", "OMNI without a part", "alone"),
              largest(shown).values().stream()
                  .sorted(Comparator.comparingDouble(score -> -meanTau(score)))
                  .map(
                      score ->
                          new DotChart.Row(
                              score.getPredictor(),
                              ScoreTables.budget(score),
                              List.of(
                                  dot(
                                      !isOmni.test(score)
                                          ? 2
                                          : PredictorFamilies.isVariant(score.getPredictor())
                                              ? 1
                                              : 0,
                                      score))))
                  .toList()));
      List<List<String>> parts =
          parts(omni.stream().filter(score -> score.getTrainSize() > 0).toList());
      if (!parts.isEmpty()) {
        curves.add(
            BudgetCurves.overTrainSize(
                "OMNI over train size, %s test sets".formatted(kind(table)), parts.get(0), omni));
      }
    }
    if (!figures.isEmpty()) {
      figures.addAll(curves);
      page.subheading("OMNI and its parts");
      page.figures(figures);
    }
  }

  private void numbers(StudyTable table) {
    List<PredictorScore> all = table.getScoresList().stream().map(StudyScore::getScore).toList();
    if (all.isEmpty()) {
      return;
    }
    ScoreTables numbers = new ScoreTables(all);
    page.subheading("All numbers, %s test sets".formatted(kind(table)));
    page.folded("Mean Kendall tau-b", numbers::taus);
    page.folded("All metrics and costs", numbers::everything);
    page.csv("All metrics and costs as CSV", "all numbers", EvaluationCsv.summary(all));
  }
}
