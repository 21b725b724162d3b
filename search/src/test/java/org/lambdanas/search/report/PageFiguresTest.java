package org.lambdanas.search.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.FrontAxis;
import org.lambdanas.proto.v1.FrontPoint;
import org.lambdanas.proto.v1.ParetoFront;

class PageFiguresTest {

  private static final double NONE = Double.NaN;

  private static List<List<List<String>>> tables(Figure... figures) {
    Page page = new Page("p", "s");
    page.figures(List.of(figures));
    return CarriedTables.of(page.html());
  }

  private static String html(Figure figure) {
    Page page = new Page("p", "s");
    page.figures(List.of(figure));
    return page.html();
  }

  @Test
  void linesOverEpochsCarryEveryDigit() {
    LineChart chart =
        new LineChart(
            "Loss, nats",
            List.of(
                Series.of("train, \"half\"", 0, List.of(1 / 3.0, NONE, 2e-9)),
                new Series("one seed", 1, true, List.of(0.5))));
    assertThat(tables(chart))
        .containsExactly(
            List.of(
                List.of("epoch", "train, \"half\"", "one seed"),
                List.of("1", "0.3333333333333333", "0.5"),
                List.of("2", "", ""),
                List.of("3", "2.0E-9", "")));
    assertThat(html(chart))
        .contains("<title>epoch 1\ntrain, &quot;half&quot; 0.333333\none seed 0.5</title>")
        .contains("<title>epoch 2</title>")
        .contains("download=\"loss-nats.csv\"")
        // Thin lines are not in the legend.
        .doesNotContain(">one seed</text>");
  }

  @Test
  void pointsOverBudgetsSayTheirIntervals() {
    BudgetChart chart =
        new BudgetChart(
            "tau",
            "trained",
            List.of(
                new BudgetChart.Line(
                    "gp <&>",
                    0,
                    List.of(
                        new BudgetChart.Point(8, 0.25, 0.125, 0.375),
                        new BudgetChart.Point(14, 0.1 + 0.2, NONE, NONE)))));
    assertThat(tables(chart))
        .containsExactly(
            List.of(
                List.of("line", "trained", "value", "low", "high"),
                List.of("gp <&>", "8.0", "0.25", "0.125", "0.375"),
                List.of("gp <&>", "14.0", "0.30000000000000004", "", "")));
    assertThat(html(chart))
        .contains("<title>gp &lt;&amp;&gt;\ntrained 8\n0.25 [0.125, 0.375]</title>")
        .contains("<title>gp &lt;&amp;&gt;\ntrained 14\n0.3</title>");
  }

  @Test
  void shadesSayWhatAGroupIsMadeOf() {
    HeatMap map =
        new HeatMap(
            "m",
            List.of(
                new HeatMap.Group(
                    "edge 1<-0",
                    List.of(
                        new HeatMap.Row("none", List.of(0.25, NONE)),
                        new HeatMap.Row("skip", List.of(0.75, 0.5))))));
    assertThat(tables(map))
        .containsExactly(
            List.of(
                List.of("group", "row", "epoch", "value"),
                List.of("edge 1<-0", "none", "1", "0.25"),
                List.of("edge 1<-0", "none", "2", ""),
                List.of("edge 1<-0", "skip", "1", "0.75"),
                List.of("edge 1<-0", "skip", "2", "0.5")));
    assertThat(html(map))
        .contains("<title>edge 1&lt;-0, epoch 1\nnone 0.25\nskip 0.75</title>")
        .contains("<title>edge 1&lt;-0, epoch 2\nskip 0.5</title>")
        // The ends of the colour scale.
        .contains(">0.25</text>", ">0.75</text>");
  }

  @Test
  void frontsAreDrawnInThePageItself() {
    ParetoFront front =
        ParetoFront.newBuilder()
            .addAxes(FrontAxis.newBuilder().setName("accuracy"))
            .addAxes(FrontAxis.newBuilder().setName("latency").setLimit(5))
            .addPoints(
                FrontPoint.newBuilder().setArchitectureText("|a~0|").addValues(90).addValues(2.5))
            .setKnee(0)
            .build();
    assertThat(tables(new FrontChart(front)))
        .containsExactly(
            List.of(
                List.of(
                    "architecture",
                    "accuracy",
                    "latency",
                    "knee",
                    "limit of accuracy",
                    "limit of latency"),
                List.of("|a~0|", "90.0", "2.5", "1", "", "5.0")));
    assertThat(html(new FrontChart(front)))
        .contains("<title>|a~0|\naccuracy 90.0000\nlatency 2.50000</title>")
        .doesNotContain("<img");
  }

  @Test
  void whatIsEmptyIsLeftOutAndFilesHaveNamesOfTheirOwn() {
    LineChart one = new LineChart("A: b/c", List.of(Series.of("x", 0, List.of(1.0))));
    LineChart none = new LineChart("none", List.of(Series.of("x", 0, List.of(NONE))));
    Page page = new Page("p", "s");
    page.figures(List.of(one, none, one));
    assertThat(page.html())
        .contains("download=\"a-b-c.csv\"", "download=\"a-b-c-2.csv\"")
        .doesNotContain("none.csv");
    Page empty = new Page("p", "s");
    empty.figures(List.of(none));
    assertThat(empty.html()).doesNotContain("class=\"cards\"");
    assertThat(empty.html().getBytes(UTF_8)).isNotEmpty();
  }
}
