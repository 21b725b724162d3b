package org.lambdanas.search.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;
import org.lambdanas.search.study.StudyCost;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class StudyReportTest {

  private static final Pattern FIGURE =
      Pattern.compile(
          "<h[34]>([^<]*)</h[34]></figcaption>\n(<svg .*?</svg>)\n(<p class=\"csv\">[^\n]*)",
          Pattern.DOTALL);

  /** A figure as a reader has it: its drawing, and the table that it lets one save. */
  private record Drawn(String title, Element svg, List<List<String>> table) {

    int column(String name) {
      return table.get(0).indexOf(name);
    }

    /** What the marks say; those that lie on one another say it together. */
    List<String> marks() {
      List<String> said = new ArrayList<>();
      NodeList titles = svg.getElementsByTagName("title");
      for (int i = 0; i < titles.getLength(); i++) {
        Element mark = (Element) titles.item(i).getParentNode();
        if (!mark.equals(svg) && !mark.getAttribute("class").matches("t\\d")) {
          said.add(titles.item(i).getTextContent());
        }
      }
      return said;
    }
  }

  private static List<Drawn> figures(String html) throws Exception {
    List<Drawn> figures = new ArrayList<>();
    Matcher matcher = FIGURE.matcher(html);
    while (matcher.find()) {
      Element svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(matcher.group(2).getBytes(UTF_8)))
              .getDocumentElement();
      figures.add(new Drawn(matcher.group(1), svg, CarriedTables.of(matcher.group(3)).get(0)));
    }
    return figures;
  }

  /** The page without the data that it carries. */
  private static String text(String html) {
    return html.replaceAll("href=\"data:text/csv;[^\"]*\"", "");
  }

  private static String checked(PredictorStudyResult study) {
    String html = StudyReport.html(study);
    assertThat(text(html))
        .startsWith("<!DOCTYPE html>")
        .doesNotContain("<script", "NaN", "Infinity", "src=", "href=", "url(", "@import");
    return html;
  }

  @Test
  void marksOfEveryFigureSayWhatItsTableHas() throws Exception {
    PredictorStudyResult study = StudyExample.study();
    List<Drawn> figures = figures(PageRules.checked(checked(study)));
    // Of four kinds of tables.
    assertThat(figures).hasSizeGreaterThan(4 * 7);
    for (Drawn figure : figures) {
      int name = Math.max(0, Math.max(figure.column("predictor"), figure.column("name")));
      int value = Math.max(figure.column("tau"), figure.column("value"));
      List<String> marks = figure.marks();
      assertThat(marks).as(figure.title()).isNotEmpty();
      for (List<String> row : figure.table().subList(1, figure.table().size())) {
        String said =
            Readout.number(
                Double.parseDouble(row.get(value)),
                Double.parseDouble(row.get(figure.column("low"))),
                Double.parseDouble(row.get(figure.column("high"))));
        assertThat(marks)
            .as("%s: a mark of %s", figure.title(), row)
            .anyMatch(text -> ("\n" + text).contains("\n" + row.get(name)) && text.contains(said));
      }
    }
    assertThat(figures.stream().map(Drawn::title).distinct())
        .contains(
            "Kendall tau-b over initialisation and query",
            "The best predictor at each budget",
            "Model-based over train size, the best",
            "Learning-curve over epochs",
            "Hybrid over train size",
            "Hybrid over epochs",
            "Without training an architecture",
            "Kendall tau-b on uniform and on mutated test sets",
            "OMNI and its parts, uniform test sets");
  }

  @Test
  void theCentralFigureHasEveryScoreWithEveryDigit() throws Exception {
    StudyTable table = StudyExample.table(true, TestSet.TEST_SET_UNIFORM);
    PredictorStudyResult study = StudyExample.study(List.of(table));
    String html = checked(study);
    assertThat(html).isEqualTo(StudyReport.html(study));
    Drawn plane = figures(html).get(0);
    List<StudyScore> scores =
        table.getScoresList().stream()
            .filter(score -> ScoreTables.tau(score.getScore()).isPresent())
            .filter(score -> !score.getScore().getPredictor().contains(" without "))
            .toList();
    assertThat(plane.table()).hasSize(1 + scores.size());
    for (int i = 0; i < scores.size(); i++) {
      StudyScore score = scores.get(i);
      StudyCost cost = StudyCost.of(table, score);
      assertThat(plane.table().get(i + 1).subList(0, 5))
          .containsExactly(
              score.getScore().getPredictor(),
              ScoreTables.budget(score.getScore()),
              Double.toString(cost.initialisation()),
              Double.toString(cost.query()),
              Double.toString(ScoreTables.tau(score.getScore()).orElseThrow().getMean()));
    }
    // All that are marked are named.
    Stream<String> optimal =
        plane.table().stream()
            .filter(row -> row.get(plane.column("pareto_optimal")).equals("1"))
            .map(row -> row.get(0))
            .distinct();
    List<String> named = new ArrayList<>();
    NodeList texts = plane.svg().getElementsByTagName("text");
    for (int i = 0; i < texts.getLength(); i++) {
      named.add(texts.item(i).getTextContent());
    }
    assertThat(named).containsAll(optimal.toList());
  }

  @Test
  void noOtherReachesWhatIsParetoOptimalAtNoHigherCosts() throws Exception {
    StudyTable table = StudyExample.table(true, TestSet.TEST_SET_MUTATED);
    List<List<String>> rows = figures(checked(StudyExample.study(List.of(table)))).get(0).table();
    List<double[]> numbers =
        rows.stream()
            .skip(1)
            .map(row -> new double[] {number(row, 2), number(row, 3), -number(row, 4)})
            .toList();
    int optimal = 0;
    for (int i = 0; i < numbers.size(); i++) {
      boolean reached = false;
      for (int other = 0; other < numbers.size(); other++) {
        boolean within = true;
        for (int d = 0; d < 3; d++) {
          within &= numbers.get(other)[d] <= numbers.get(i)[d];
        }
        reached |= within && !rows.get(i + 1).get(0).equals(rows.get(other + 1).get(0));
      }
      assertThat(rows.get(i + 1).get(7)).isEqualTo(reached ? "0" : "1");
      optimal += reached ? 0 : 1;
    }
    assertThat(optimal).isBetween(5, numbers.size() - 5);
  }

  private static double number(List<String> row, int column) {
    return Double.parseDouble(row.get(column));
  }

  @Test
  void whatLosesMostOnMutatedTestSetsIsAbove() throws Exception {
    Drawn kinds =
        figures(checked(StudyExample.study())).stream()
            .filter(figure -> figure.title().contains("uniform and on mutated"))
            .findFirst()
            .orElseThrow();
    List<Double> losses = new ArrayList<>();
    for (int row = 1; row < kinds.table().size(); row += 2) {
      assertThat(kinds.table().get(row).get(0)).isEqualTo(kinds.table().get(row + 1).get(0));
      assertThat(kinds.table().get(row).get(2)).isEqualTo("uniform");
      assertThat(kinds.table().get(row + 1).get(2)).isEqualTo("mutated");
      losses.add(number(kinds.table().get(row), 3) - number(kinds.table().get(row + 1), 3));
    }
    assertThat(losses).hasSizeGreaterThan(30).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void statementsFailuresAndWhatWasLeftOutAreThere() {
    String text = text(checked(StudyExample.study()));
    assertThat(text)
        .contains("jacov &amp; synflow lead where both times are short")
        .contains(
            "<b class=\"soft\">not measured</b>",
            "<b class=\"yes\">confirmed</b>",
            "<b class=\"no\">refuted</b>",
            "<b class=\"soft\">open</b>")
        .contains("tau 0.51 [0.49, 0.53] against 0.44 &lt; 0.5")
        .contains("perplexity &lt;words&gt;")
        .contains("40 minutes a fit &lt;too long&gt;.")
        .contains("needs 5 observations or more, not 3")
        .contains("Not asked for: ")
        .contains("2026-01-02T03:04:05Z")
        .doesNotContain("<words>", "<too long>");
  }

  @Test
  void aTableWithoutSecondsCountsArchitecturesAndEpochs() throws Exception {
    String html =
        checked(StudyExample.study(List.of(StudyExample.table(false, TestSet.TEST_SET_UNIFORM))));
    assertThat(text(html))
        .contains("does not say how long its architectures were trained. So costs are counted");
    Drawn plane = figures(html).get(0);
    assertThat(plane.table().get(0)).contains("trained architectures", "epochs of a query");
    assertThat(plane.svg().getTextContent())
        .contains("trained architectures (upright: epochs of a query)", "1000", "100");
    Drawn winners = figures(html).get(1);
    assertThat(winners.table().get(1).subList(0, 2)).containsExactly("0.0", "0.0");
  }

  @Test
  void aStudyOfOnePredictorAndOneOfNothing() throws Exception {
    StudyTable.Builder lone =
        StudyExample.table(true, TestSet.TEST_SET_UNIFORM).toBuilder().clearScores();
    lone.addScores(StudyExample.score(lone, "jacov", 0, 0));
    List<Drawn> figures = figures(checked(StudyExample.study(List.of(lone.build()))));
    assertThat(figures.get(0).table()).hasSize(2);
    assertThat(figures.get(0).table().get(1)).contains("jacov", "1");
    StudyTable without = lone.clone().clearScores().build();
    assertThat(checked(StudyExample.study(List.of(without))))
        .contains("Nothing has been measured yet.", "No predictor has a result here.");
    assertThat(checked(PredictorStudyResult.getDefaultInstance()))
        .contains("Nothing has been measured yet.", "Settings and origin");
  }

  @Test
  void aSingleTrialHasNoIntervals() throws Exception {
    StudyTable.Builder table =
        StudyExample.table(true, TestSet.TEST_SET_UNIFORM).toBuilder().clearScores();
    StudyScore score = StudyExample.score(table, "gp", 14, 0);
    PredictorScore.Builder single = score.getScore().toBuilder();
    single.putMetrics(Correlation.KENDALL.id(), EvaluationSummary.score(new double[] {0.5}));
    table.addScores(score.toBuilder().setScore(single));
    Drawn plane = figures(checked(StudyExample.study(List.of(table.build())))).get(0);
    assertThat(plane.table().get(1).subList(4, 7)).containsExactly("0.5", "", "");
  }
}
