package org.lambdanas.search.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.lambdanas.search.report.BudgetChart.Line;
import org.lambdanas.search.report.BudgetChart.Point;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class BudgetChartTest {

  private static Element parsed(BudgetChart chart) throws Exception {
    String svg = chart.svg();
    assertThat(svg).doesNotContain("NaN", "Infinity").isEqualTo(chart.svg());
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)))
        .getDocumentElement();
  }

  private static List<Double> dots(Element svg, String coordinate) {
    NodeList circles = svg.getElementsByTagName("circle");
    List<Double> found = new ArrayList<>();
    for (int i = 0; i < circles.getLength(); i++) {
      found.add(Double.valueOf(((Element) circles.item(i)).getAttribute(coordinate)));
    }
    return found;
  }

  @Test
  void equalFactorsAreEqualDistances() throws Exception {
    Element svg =
        parsed(
            new BudgetChart(
                "tau & \"co\"",
                "n <",
                List.of(
                    new Line(
                        "gp > rf",
                        1,
                        List.of(
                            new Point(10, 0.2, 0.1, 0.3),
                            new Point(100, 0.4, 0.35, 0.45),
                            new Point(1000, 0.8, 0.79, 0.81))))));
    List<Double> x = dots(svg, "cx");
    assertThat(x.get(1) - x.get(0)).isCloseTo(x.get(2) - x.get(1), within(0.2));
    assertThat(dots(svg, "cy")).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(svg.getTextContent()).contains("10", "100", "1000", "gp > rf", "n <");
  }

  @Test
  void budgetsThatWouldOverlapAreNotWritten() throws Exception {
    List<Point> points = new ArrayList<>();
    for (int budget = 1; budget <= 200; budget++) {
      points.add(new Point(budget, 0.5, Double.NaN, Double.NaN));
    }
    Element svg = parsed(new BudgetChart("t", "a", List.of(new Line("l", 9, points))));
    NodeList texts = svg.getElementsByTagName("text");
    double previous = Double.NEGATIVE_INFINITY;
    int marks = 0;
    for (int i = 0; i < texts.getLength(); i++) {
      Element text = (Element) texts.item(i);
      if (text.getAttribute("class").equals("tick mid") && !text.getTextContent().equals("a")) {
        double at = Double.parseDouble(text.getAttribute("x"));
        assertThat(at).isGreaterThan(previous + 8);
        previous = at;
        marks++;
      }
    }
    assertThat(marks).isBetween(5, 40);
    assertThat(dots(svg, "cx")).hasSize(200);
  }

  @Test
  void onePointAndNoneAreDrawnToo() throws Exception {
    Line one = new Line("one", 0, List.of(new Point(24, 0.4, Double.NaN, Double.NaN)));
    assertThat(dots(parsed(new BudgetChart("t", "a", List.of(one))), "cx")).hasSize(1);
    BudgetChart none = new BudgetChart("t", "a", List.of(new Line("none", 0, List.of())));
    assertThat(none.isEmpty()).isTrue();
    parsed(none);
  }
}
