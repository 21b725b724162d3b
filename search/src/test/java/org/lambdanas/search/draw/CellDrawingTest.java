package org.lambdanas.search.draw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class CellDrawingTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  private static final Architecture MIXED =
      SPACE.parse(
          "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|avg_pool_3x3~0|skip_connect~1|none~2|");

  private static final Architecture FULL =
      SPACE.parse(
          "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
              + "+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|");

  /** DARTS_V2, as published. */
  private static final Architecture DARTS_V2 =
      DartsSpace.DARTS.parse(
          "sep_conv_3x3:0 sep_conv_3x3:1 sep_conv_3x3:0 sep_conv_3x3:1"
              + " sep_conv_3x3:1 skip_connect:0 skip_connect:0 dil_conv_3x3:2,"
              + "max_pool_3x3:0 max_pool_3x3:1 skip_connect:2 max_pool_3x3:1"
              + " max_pool_3x3:0 skip_connect:2 skip_connect:2 max_pool_3x3:1");

  @Test
  void everyEdgeIsAnArrowWithItsOperation() {
    assertThat(String.join("\n", CellDrawing.of(FULL).lines(LineArt.UNICODE)))
        .isEqualTo(
            """
              input            node 1            node 2            output
                │                 │                 │                 │
                ├─ nor_conv_3x3 ─▶│                 │                 │
                ├─ nor_conv_3x3 ──┼────────────────▶│                 │
                │                 ├─ nor_conv_3x3 ─▶│                 │
                ├─ skip_connect ──┼─────────────────┼────────────────▶│
                │                 ├─ nor_conv_3x3 ──┼────────────────▶│
                │                 │                 ├─ nor_conv_3x3 ─▶│\
            """);
  }

  @Test
  void absentEdgesAreNamedAndUselessOnesDotted() {
    assertThat(String.join("\n", CellDrawing.of(MIXED).lines(LineArt.ASCII)))
        .isEqualTo(
            """
              input            node 1            node 2  output
                |                 |                 |       |
                +- nor_conv_3x3 ->|                 |       |
                |                 +. nor_conv_1x1 .>|       |
                +- avg_pool_3x3 --+-----------------+------>|
                |                 +- skip_connect --+------>|
              none: node 2 <- input, output <- node 2
              dotted: without effect on the output\
            """);
  }

  @Test
  void cellsWithTwoInputsEndInAConcatenation() {
    List<String> lines = CellDrawing.of(DartsSpace.DARTS, DARTS_V2).lines(LineArt.UNICODE);
    assertThat(String.join("\n", lines))
        .isEqualTo(
            """
            normal cell:
              c_{k-2}  c_{k-1}           node 1  node 2  node 3  node 4  output
                 │        │                 │       │       │       │       │
                 ├────────┼─ sep_conv_3x3 ─▶│       │       │       │       │
                 │        ├─ sep_conv_3x3 ─▶│       │       │       │       │
                 ├────────┼─ sep_conv_3x3 ──┼──────▶│       │       │       │
                 │        ├─ sep_conv_3x3 ──┼──────▶│       │       │       │
                 ├────────┼─ skip_connect ──┼───────┼──────▶│       │       │
                 │        ├─ sep_conv_3x3 ──┼───────┼──────▶│       │       │
                 ├────────┼─ skip_connect ──┼───────┼───────┼──────▶│       │
                 │        │                 ├─ dil_conv_3x3 ┼──────▶│       │
                 │        │                 ╞═══════╬═══════╬═══════╬══════▶│ concatenated
            reduction cell:
              c_{k-2}  c_{k-1}              node 1            node 2  node 3  node 4  output
                 │        │                    │                 │       │       │       │
                 ├────────┼─ max_pool_3x3 /2 ─▶│                 │       │       │       │
                 │        ├─ max_pool_3x3 /2 ─▶│                 │       │       │       │
                 │        ├─ max_pool_3x3 /2 ──┼────────────────▶│       │       │       │
                 │        │                    ├─ skip_connect ─▶│       │       │       │
                 ├────────┼─ max_pool_3x3 /2 ──┼─────────────────┼──────▶│       │       │
                 │        │                    ├─ skip_connect ──┼──────▶│       │       │
                 │        ├─ max_pool_3x3 /2 ──┼─────────────────┼───────┼──────▶│       │
                 │        │                    ├─ skip_connect ──┼───────┼──────▶│       │
                 │        │                    ╞═════════════════╬═══════╬═══════╬══════▶│ concatenated\
            """);
  }

  @Test
  void asciiArtIsAscii() {
    for (Architecture architecture : List.of(MIXED, FULL)) {
      assertThat(CellDrawing.of(architecture).lines(LineArt.ASCII))
          .allSatisfy(line -> assertThat(line).isASCII());
    }
  }

  @Test
  void thePictureIsXmlWithEveryOperationButNone() throws Exception {
    Document svg = parse(CellDrawing.of(MIXED).svg());
    assertThat(svg.getDocumentElement().getAttribute("viewBox")).startsWith("0 0 ");
    assertThat(labels(svg))
        .containsExactlyInAnyOrder("nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3", "skip_connect");
    assertThat(texts(svg)).contains("input", "node 1", "node 2", "output", "node 2 ← input");
    assertThat(texts(svg)).contains("pooling", "convolution", "without effect on the output");
  }

  @Test
  void thePictureOfTheReadmeIsDrawnByTheProject() throws Exception {
    // The cell with the best accuracy on CIFAR-10 in NAS-Bench-201.
    Architecture best =
        SPACE.parse(
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
                + "+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|");
    assertThat(CellDrawing.of(best).svg())
        .isEqualTo(Files.readString(Path.of("src/docs/cell.svg"), UTF_8));
  }

  @Test
  void bothCellsOfATwoInputSpaceAreInThePicture() throws Exception {
    Document svg = parse(CellDrawing.of(DartsSpace.DARTS, DARTS_V2).svg());
    assertThat(texts(svg)).contains("normal cell", "reduction cell", "c_{k-2}", "c_{k-1}");
    assertThat(labels(svg)).hasSize(18).contains("max_pool_3x3 /2", "concatenate");
  }

  @Test
  void labelsKeepClearOfOneAnotherAndOfTheStates() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      clear(CellDrawing.of(SPACE.sample(random)).svg());
      DartsSpace space = DartsSpace.DARTS;
      clear(CellDrawing.of(space, space.sample(random)).svg());
    }
  }

  /** No two boxes, of states or labels, of the same cell touch, and all are inside the picture. */
  private static void clear(String svg) throws Exception {
    Document document = parse(svg);
    String[] view = document.getDocumentElement().getAttribute("viewBox").split(" ");
    Rectangle picture = new Rectangle(0, 0, Integer.parseInt(view[2]), Integer.parseInt(view[3]));
    for (Element cell : elements(document, "g")) {
      if (!cell.hasAttribute("transform")) {
        continue;
      }
      String[] shift = cell.getAttribute("transform").replaceAll("[^0-9 ]", "").split(" ");
      List<Rectangle> boxes = new ArrayList<>();
      for (Element rect : elements(cell, "rect")) {
        boxes.add(
            new Rectangle(
                number(rect, "x") + Integer.parseInt(shift[0]),
                number(rect, "y") + Integer.parseInt(shift[1]),
                number(rect, "width"),
                number(rect, "height")));
      }
      for (int a = 0; a < boxes.size(); a++) {
        assertThat(picture.contains(boxes.get(a))).isTrue();
        for (int b = 0; b < a; b++) {
          assertThat(boxes.get(a).intersects(boxes.get(b))).as(svg).isFalse();
        }
      }
    }
  }

  private static int number(Element element, String attribute) {
    return Integer.parseInt(element.getAttribute(attribute));
  }

  @Test
  void aCellWithoutAnyOperationCanBeDrawn() throws Exception {
    CellDrawing empty = CellDrawing.of(SPACE.at(0));
    assertThat(empty.lines(LineArt.ASCII)).hasSize(3);
    assertThat(labels(parse(empty.svg()))).isEmpty();
  }

  @Test
  void aBrokenArchitectureIsRefused() {
    Architecture broken = Architecture.newBuilder().setSpace("nasbench201").build();
    assertThatThrownBy(() -> CellDrawing.of(broken)).isInstanceOf(DataException.class);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
  }

  private static List<String> texts(Document svg) {
    return elements(svg, "text").stream().map(Node::getTextContent).toList();
  }

  private static List<String> labels(Document svg) {
    return elements(svg, "text").stream()
        .filter(text -> text.getAttribute("class").startsWith("label"))
        .map(Node::getTextContent)
        .toList();
  }

  private static List<Element> elements(Node parent, String name) {
    NodeList nodes =
        parent instanceof Document document
            ? document.getElementsByTagName(name)
            : ((Element) parent).getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
