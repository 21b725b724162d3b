package org.lambdanas.search.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Calibration;
import org.lambdanas.proto.v1.ClassJudgement;
import org.lambdanas.proto.v1.FrontAxis;
import org.lambdanas.proto.v1.FrontPoint;
import org.lambdanas.proto.v1.ParetoFront;
import org.lambdanas.proto.v1.ReliabilityBin;
import org.lambdanas.search.draw.CellDrawing;

/** Every kind of figure, as it is at worst, keeps the rules of all pages. */
class FigureKindsTest {

  private static final double NONE = Double.NaN;
  private static final String LONG =
      "a name that goes on, & on, <until> it is much too long for it";

  static Stream<Arguments> kinds() {
    return Stream.of(
            lines(),
            budgets(),
            dots(List.of("")),
            dots(fiveKinds()),
            heat(),
            plane(),
            map(),
            confusions(3),
            confusions(30),
            confusions(45),
            reliability(),
            front(1),
            front(2),
            cell(
                "nasbench201",
                "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|avg_pool_3x3~2|"))
        .map(figure -> arguments(figure.getClass().getSimpleName(), figure));
  }

  private static List<Double> wave(int size) {
    return IntStream.range(0, size).mapToObj(i -> i == 3 ? NONE : Math.sin(i) * 1e-3).toList();
  }

  private static Figure lines() {
    List<Series> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add(new Series(LONG + i, i, i > 9, wave(1 + 10 * i)));
    }
    return new LineChart(LONG, lines);
  }

  private static Figure budgets() {
    List<BudgetChart.Line> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      List<BudgetChart.Point> points = new ArrayList<>();
      for (int budget = 1; budget < 2000; budget *= 3) {
        // The same for all: the points lie on one another.
        points.add(new BudgetChart.Point(budget, 0.5, 0.4, i == 2 ? NONE : 0.61));
      }
      lines.add(new BudgetChart.Line("line " + i + LONG, i, points));
    }
    return new BudgetChart(LONG, "budget", lines);
  }

  private static List<String> fiveKinds() {
    return List.of("model-based", "learning-curve", "hybrid", "zero-cost", "weight-sharing");
  }

  private static Figure dots(List<String> kinds) {
    List<DotChart.Row> rows = new ArrayList<>();
    for (int r = 0; r < 30; r++) {
      List<DotChart.Dot> dots = new ArrayList<>();
      for (int k = 0; k < kinds.size(); k++) {
        dots.add(new DotChart.Dot(k, 1e6 + r, 1e6 - 5, r == 1 ? NONE : 1e6 + 40));
      }
      rows.add(new DotChart.Row(LONG + r, "note", dots));
    }
    return new DotChart(LONG, "values", kinds, rows);
  }

  private static Figure heat() {
    List<HeatMap.Row> rows =
        List.of(new HeatMap.Row("op", wave(50)), new HeatMap.Row("b", wave(7)));
    return new HeatMap("m", List.of(new HeatMap.Group("edge", rows), new HeatMap.Group("f", rows)));
  }

  private static Figure plane() {
    List<CostPlane.Point> points = new ArrayList<>();
    for (int p = 0; p < 40; p++) {
      points.add(
          new CostPlane.Point(
              "predictor " + p, "n = 1", p < 5 ? 0 : 1e4 * p, p % 3, p / 40.0, NONE, NONE, p > 30));
    }
    return new CostPlane(LONG, CostAxis.Unit.SECONDS, "initialisation", "query", points);
  }

  private static Figure map() {
    List<WinnerMap.Cell> cells = new ArrayList<>();
    for (int c = 0; c < 60; c++) {
      cells.add(
          new WinnerMap.Cell(
              c - c % 6,
              c % 6,
              "predictor " + c,
              fiveKinds().get(c % 5),
              c % 5,
              "n = 5",
              0.5,
              0.4,
              0.6,
              c == 1 ? List.of("rf", "xgb") : List.of()));
    }
    return new WinnerMap(LONG, CostAxis.Unit.COUNT, "trained", "epochs", cells);
  }

  private static Figure confusions(int count) {
    List<ClassJudgement> classes = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      ClassJudgement.Builder row = ClassJudgement.newBuilder().setName("class of things " + c);
      for (int other = 0; other < count; other++) {
        row.addTakenFor((c + other) % 3);
      }
      classes.add(
          row.setImages(row.getTakenForList().stream().mapToLong(Long::valueOf).sum()).build());
    }
    return new ConfusionMap(LONG, classes);
  }

  private static Figure reliability() {
    Calibration.Builder calibration = Calibration.newBuilder();
    for (int b = 0; b < 15; b++) {
      calibration.addBins(
          ReliabilityBin.newBuilder()
              .setLow(b / 15.0)
              .setHigh((b + 1) / 15.0)
              .setImages(100L * b)
              .setAccuracy(b / 20.0)
              .setConfidence((b + 0.5) / 15.0));
    }
    return new ReliabilityDiagram(LONG, calibration.build());
  }

  private static Figure front(int costs) {
    ParetoFront.Builder front =
        ParetoFront.newBuilder().setKnee(1).addAxes(FrontAxis.newBuilder().setName("accuracy"));
    for (int c = 0; c < costs; c++) {
      front.addAxes(FrontAxis.newBuilder().setName("macs").setLimit(5e8));
    }
    for (int p = 0; p < 4; p++) {
      front.addPoints(
          FrontPoint.newBuilder()
              .setArchitectureText("|a~" + p + "|")
              .addValues(90 + p)
              .addAllValues(Collections.nCopies(costs, 1e8 + 1.7e8 * p)));
    }
    return new FrontChart(front.build());
  }

  private static Figure cell(String space, String text) {
    return new CellFigure(
        "Drawing of " + text, CellDrawing.of(SearchSpaces.byId(space).parse(text)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void itKeepsTheRules(String kind, Figure figure) {
    Page page = new Page("p", "s");
    page.heading("section");
    page.figures(List.of(figure));
    page.subheading("part");
    page.largeFigures(List.of(figure));
    page.drawing(figure);
    assertThat(PageRules.checked(page.html())).as(kind).contains("<svg");
  }

  @Test
  void thereIsNoOtherKind() {
    List<String> known = kinds().map(kind -> (String) kind.get()[0]).distinct().sorted().toList();
    List<String> all =
        new ClassFileImporter()
            .importPackages(Figure.class.getPackageName()).stream()
                .filter(one -> one.isAssignableTo(Figure.class) && !one.isInterface())
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
    assertThat(known).isEqualTo(all);
  }
}
