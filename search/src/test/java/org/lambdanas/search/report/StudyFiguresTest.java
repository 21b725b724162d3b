package org.lambdanas.search.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.lambdanas.search.draw.SvgText;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class StudyFiguresTest {

  private static Element parsed(Figure figure) throws Exception {
    String svg = figure.svg();
    assertThat(svg).doesNotContain("NaN", "Infinity").isEqualTo(figure.svg());
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)))
        .getDocumentElement();
  }

  private static List<Element> elements(Element svg, String tag, String style) {
    NodeList nodes = svg.getElementsByTagName(tag);
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Element node = (Element) nodes.item(i);
      if (node.getAttribute("class").contains(style)) {
        found.add(node);
      }
    }
    return found;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void costsLieByTheirFactorsAndNothingBeforeThem() {
    CostAxis axis = CostAxis.of(CostAxis.Unit.SECONDS, List.of(0.0, 1e-3, 1.0, 1000.0));
    assertThat(axis.share(0)).isLessThan(axis.share(1e-3));
    assertThat(axis.share(1) - axis.share(1e-3))
        .isCloseTo(axis.share(1000) - axis.share(1), within(1e-9));
    assertThat(axis.marks().stream().map(CostAxis.Mark::text))
        .containsExactly("0", "1 ms", "10 ms", "100 ms", "1 s", "10 s", "1 min", "10 min");
    CostAxis counts = CostAxis.of(CostAxis.Unit.COUNT, List.of(5.0, 1000.0));
    assertThat(counts.marks().stream().map(CostAxis.Mark::text))
        .containsExactly("5", "10", "20", "50", "100", "200", "500", "1000");
    CostAxis nothing = CostAxis.of(CostAxis.Unit.SECONDS, List.of(0.0));
    assertThat(nothing.marks().stream().map(CostAxis.Mark::text)).startsWith("0");
    assertThat(nothing.share(0)).isBetween(0.0, 1.0);
  }

  @Test
  void timesAreShort() {
    assertThat(
            List.of(2e-6, 0.0034, 0.25, 1.5, 59.0, 90.0, 7200.0, 86400.0 * 12).stream()
                .map(seconds -> CostAxis.text(CostAxis.Unit.SECONDS, seconds)))
        .containsExactly("2 µs", "3.4 ms", "250 ms", "1.5 s", "59 s", "1.5 min", "2 h", "12 d");
  }

  @Test
  void coloursAreTenthsOfTau() throws Exception {
    assertThat(List.of(-0.4, 0.0, 0.0999, 0.1, 0.55, 0.95, 1.0).stream().map(TauScale::style))
        .containsExactly("t0", "t0", "t0", "t1", "t5", "t9", "t9");
    for (int step = 0; step < 10; step++) {
      // Once for light screens, once for dark ones, and the class.
      assertThat(PageStyle.CSS.split("--t" + step + ":", -1)).hasSize(3);
      assertThat(PageStyle.CSS).contains(".t%d{fill:var(--t%d)}".formatted(step, step));
    }
  }

  private static CostPlane.Point point(String name, double before, double each, double tau) {
    return new CostPlane.Point(name, "n = 1", before, each, tau, tau, tau, true);
  }

  @Test
  void predictorsAtTheSameCostsLieSideBySideWithTheirNames() throws Exception {
    List<CostPlane.Point> points = new ArrayList<>();
    for (int p = 0; p < 8; p++) {
      points.add(point("predictor <" + p + ">", 10, 1, p / 10.0));
    }
    points.add(point("far", 1e6, 1e-3, 0.5));
    CostPlane plane =
        new CostPlane("t & \"t\"", CostAxis.Unit.SECONDS, "initialisation", "query", points);
    Element svg = parsed(plane);
    List<Element> rings = elements(svg, "circle", "best");
    assertThat(rings.stream().map(ring -> ring.getAttribute("cx")).distinct()).hasSize(9);
    assertThat(rings)
        .allSatisfy(
            ring -> {
              assertThat(number(ring, "cx")).isBetween(50.0, 414.0);
              assertThat(number(ring, "cy")).isBetween(40.0, 340.0);
            });
    List<Element> names = elements(svg, "text", "halo");
    assertThat(names).hasSize(9);
    for (Element name : names) {
      double width = SvgText.width(name.getTextContent());
      assertThat(number(name, "x")).isBetween(50.0, 420 - width);
    }
  }

  @Test
  void namesDoNotLieOnOneAnother() {
    PlacedNames names = new PlacedNames(0, 0, 200, 100);
    names.mark(100, 50, true);
    List<PlacedNames.Place> places = new ArrayList<>();
    Optional<PlacedNames.Place> next = names.place("abcdef", List.of(List.of(100.0, 50.0)));
    while (next.isPresent()) {
      places.add(next.get());
      next = names.place("abcdef", List.of(List.of(100.0, 50.0)));
    }
    assertThat(places).hasSizeBetween(6, 30).doesNotHaveDuplicates();
    for (PlacedNames.Place a : places) {
      assertThat(a.x()).isBetween(0.0, 200.0 - SvgText.width("abcdef"));
      for (PlacedNames.Place b : places) {
        assertThat(
                a.equals(b)
                    || Math.abs(a.y() - b.y()) >= 13
                    || Math.abs(a.x() - b.x()) >= SvgText.width("abcdef"))
            .isTrue();
      }
    }
  }

  private static WinnerMap map(int columns) {
    List<WinnerMap.Cell> cells = new ArrayList<>();
    for (int c = 0; c < columns; c++) {
      cells.add(
          new WinnerMap.Cell(
              c,
              c % 2,
              c == 0 ? "rare" : "gp",
              "model-based",
              0,
              "n = 5",
              0.5,
              Double.NaN,
              Double.NaN,
              c == 1 ? List.of("rf", "xgb") : List.of()));
    }
    return new WinnerMap("m", CostAxis.Unit.COUNT, "trained", "epochs", cells);
  }

  @Test
  void theOneThatWinsMostIsAAndOnesThatCannotBeToldFromItAreSaid() throws Exception {
    Element svg = parsed(map(5));
    assertThat(svg.getTextContent())
        .contains("A gp", "B rare", "A≈", "not distinguishable: rf, xgb", ".50");
    assertThat(elements(svg, "rect", "hit")).hasSize(5);
    // No room for tau.
    Element narrow = parsed(map(40));
    assertThat(elements(narrow, "text", "small").stream().map(Element::getTextContent))
        .doesNotContain(".50");
    assertThat(narrow.getTextContent()).contains("tau 0.5\n");
    assertThat(map(0).isEmpty()).isTrue();
    parsed(map(0));
  }

  @Test
  void valuesOfARowLieOnOneLineFromLowToHigh() throws Exception {
    DotChart chart =
        new DotChart(
            "d",
            "tau",
            List.of("uniform", "mutated"),
            List.of(
                new DotChart.Row(
                    "a name that is longer than there is room for",
                    "note",
                    List.of(
                        new DotChart.Dot(0, 0.8, 0.7, 0.9),
                        new DotChart.Dot(1, 0.2, Double.NaN, Double.NaN))),
                new DotChart.Row("b", "", List.of(new DotChart.Dot(0, 0.5, 0.4, 0.6)))));
    Element svg = parsed(chart);
    List<Element> dots = elements(svg, "circle", "dot");
    assertThat(number(dots.get(0), "cx")).isGreaterThan(number(dots.get(2), "cx"));
    assertThat(number(dots.get(2), "cx")).isGreaterThan(number(dots.get(1), "cx"));
    assertThat(dots.get(0).getAttribute("cy")).isEqualTo(dots.get(1).getAttribute("cy"));
    assertThat(elements(svg, "path", "thin")).hasSize(2);
    assertThat(elements(svg, "path", "join")).hasSize(1);
    assertThat(svg.getTextContent())
        .contains("a name that is longer than there is room for\nnote\nuniform: 0.8 [0.7, 0.9]")
        .contains("mutated: 0.2");
    parsed(new DotChart("none", "tau", List.of(""), List.of()));
  }
}
