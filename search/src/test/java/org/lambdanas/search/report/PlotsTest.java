package org.lambdanas.search.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.search.draw.Axis;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotsTest {

  private static final double NONE = Double.NaN;

  private static Element parsed(String svg) throws Exception {
    assertThat(svg).doesNotContain("NaN", "Infinity");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)))
        .getDocumentElement();
  }

  /** Classes and data of all paths. */
  private static List<String> paths(Element svg, String style) {
    NodeList nodes = svg.getElementsByTagName("path");
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Element path = (Element) nodes.item(i);
      if (path.getAttribute("class").startsWith(style)) {
        paths.add(path.getAttribute("d"));
      }
    }
    return paths;
  }

  private static LineChart chart(List<Double> values) {
    return new LineChart("a < b & \"c\"", List.of(Series.of("d > e", 3, values)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 50, 100, 600})
  void epochsAreMarkedFromTheFirstToTheLast(int epochs) throws Exception {
    Element svg = parsed(chart(Collections.nCopies(epochs, 2.5)).svg());
    NodeList texts = svg.getElementsByTagName("text");
    List<Integer> marks = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      Element text = (Element) texts.item(i);
      if (text.getAttribute("class").equals("tick mid") && !text.getTextContent().equals("epoch")) {
        marks.add(Integer.valueOf(text.getTextContent()));
      }
    }
    assertThat(marks).startsWith(1).endsWith(epochs).doesNotHaveDuplicates().isSorted();
    assertThat(marks).hasSizeBetween(epochs == 1 ? 1 : 2, 9);
  }

  @Test
  void linesRunFromLowToHighAndBreakWhereNothingIs() throws Exception {
    List<Double> values = List.of(0.0, 1.0, NONE, 0.5, NONE, 1.0, 1.0);
    Element svg = parsed(chart(values).svg());
    String line = paths(svg, "line c3").get(1);
    assertThat(line.chars().filter(c -> c == 'M').count()).isEqualTo(3);
    // The value between two gaps would not show as a line.
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(1);
    String[] points = line.substring(1).split("[ML]");
    double low = Double.parseDouble(points[0].split(" ")[1]);
    double high = Double.parseDouble(points[1].split(" ")[1]);
    double middle = Double.parseDouble(points[2].split(" ")[1]);
    assertThat(low - high).isEqualTo(180);
    assertThat(middle).isEqualTo((low + high) / 2);
  }

  @Test
  void nothingAndConstantsAndExtremesAreDrawn() throws Exception {
    assertThat(chart(List.of()).isEmpty()).isTrue();
    assertThat(chart(List.of(NONE, NONE)).isEmpty()).isTrue();
    parsed(chart(List.of()).svg());
    parsed(chart(List.of(NONE)).svg());
    parsed(chart(List.of(0.0, 0.0)).svg());
    parsed(chart(List.of(-1e-9, 1e-9)).svg());
    parsed(chart(List.of(1e30, -1e30)).svg());
    parsed(chart(List.of(Double.POSITIVE_INFINITY, 3.0)).svg());
    parsed(new LineChart("t", List.of()).svg());
    assertThat(chart(List.of(1.0, 2.0)).svg()).isEqualTo(chart(List.of(1.0, 2.0)).svg());
  }

  @Test
  void marksAreRoundAndHoldTheValues() {
    Axis axis = Axis.around(List.of(0.031, 0.77, NONE));
    assertThat(axis.marks().stream().map(axis::text))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8");
    Axis below = Axis.around(List.of(-0.3, 0.12));
    assertThat(below.marks().stream().map(below::text))
        .containsExactly("-0.3", "-0.2", "-0.1", "0", "0.1", "0.2");
  }

  @Test
  void shadesGrowWithTheValue() throws Exception {
    HeatMap map =
        new HeatMap(
            "m",
            List.of(
                new HeatMap.Group(
                    "edge 1<-0",
                    List.of(
                        new HeatMap.Row("none", List.of(0.1, 0.2, NONE)),
                        new HeatMap.Row("skip & co", List.of(0.9, 0.8, 0.5))))));
    Element svg = parsed(map.svg());
    NodeList nodes = svg.getElementsByTagName("path");
    double before = 0;
    int cells = 0;
    for (int i = 0; i < nodes.getLength(); i++) {
      Element path = (Element) nodes.item(i);
      double shade = Double.parseDouble(path.getAttribute("fill-opacity"));
      assertThat(shade).isGreaterThan(before).isLessThanOrEqualTo(1);
      before = shade;
      cells += (int) path.getAttribute("d").chars().filter(c -> c == 'M').count();
    }
    assertThat(cells).isEqualTo(5);
    assertThat(before).isEqualTo(1);
    parsed(new HeatMap("empty", List.of()).svg());
  }
}
