package org.lambdanas.search.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.lambdanas.search.draw.SvgText;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What holds for every page of every kind, in every figure of it. */
public final class PageRules {

  /** What only guides the eye. */
  private static final Set<String> GUIDES = Set.of("grid", "diagonal", "paper", "hit");

  private static final Pattern HEADING = Pattern.compile("h[1-6]");
  private static final Set<String> MARKS = Set.of("circle", "rect", "path");
  private static final Pattern COLOUR = Pattern.compile("([cdt])(\\d)|heat|miss");
  private static final Pattern START =
      Pattern.compile("M(-?[0-9.]+) (-?[0-9.]+).*", Pattern.DOTALL);
  private static final Pattern SHIFT = Pattern.compile("translate\\((-?[0-9.]+) (-?[0-9.]+)\\)");
  private static final Pattern USED = Pattern.compile("var\\((--[a-z0-9-]+)\\)");

  /** Widest drawing that is readable when it is shrunk to a screen of 400 pixels. */
  private static final double WIDEST = 420;

  /** A narrow guess at the width of a character. */
  private static final double CHARACTER = 5.5;

  private final Document page;

  private PageRules(Document page) {
    this.page = page;
  }

  /**
   * Checks a page.
   *
   * @return it
   */
  public static String checked(String html) {
    PageRules rules = new PageRules(parsed(html));
    rules.document();
    rules.outside();
    rules.tables();
    elements(rules.page, "svg").forEach(rules::drawing);
    return html;
  }

  static Document parsed(String html) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(html.getBytes(UTF_8)));
    } catch (Exception e) {
      throw new AssertionError("the page is no XML", e);
    }
  }

  /** What lies within, in its order; all of it for the tag {@code *}. */
  private static List<Element> elements(Node within, String tag) {
    List<Element> found = new ArrayList<>();
    collect(within, tag, found);
    return found;
  }

  private static void collect(Node within, String tag, List<Element> found) {
    for (Node at = within.getFirstChild(); at != null; at = at.getNextSibling()) {
      if (at instanceof Element child && (tag.equals("*") || child.getTagName().equals(tag))) {
        found.add(child);
      }
      collect(at, tag, found);
    }
  }

  private static List<Element> children(Element of, String tag) {
    List<Element> found = new ArrayList<>();
    for (Node at = of.getFirstChild(); at != null; at = at.getNextSibling()) {
      if (at instanceof Element child && child.getTagName().equals(tag)) {
        found.add(child);
      }
    }
    return found;
  }

  private static List<String> classes(Element element) {
    return List.of(element.getAttribute("class").split(" "));
  }

  private static boolean isWithin(Element element, String style) {
    for (Node at = element; at instanceof Element one; at = at.getParentNode()) {
      if (classes(one).contains(style)) {
        return true;
      }
    }
    return false;
  }

  private void document() {
    assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
    List<Element> first = elements(page, "h1");
    assertThat(first).hasSize(1);
    assertThat(elements(page, "title").get(0).getTextContent())
        .isNotBlank()
        .isEqualTo(first.get(0).getTextContent());
    assertThat(elements(page, "main")).hasSize(1);
    int level = 0;
    for (Element heading : elements(page, "*")) {
      if (HEADING.matcher(heading.getTagName()).matches()) {
        int own = heading.getTagName().charAt(1) - '0';
        assertThat(own).as(heading.getTextContent()).isLessThanOrEqualTo(level + 1);
        level = own;
      }
    }
    assertThat(elements(page, "style").get(0).getTextContent()).isEqualTo("\n" + PageStyle.CSS);
  }

  private void outside() {
    for (Element element : elements(page, "*")) {
      assertThat(element.getTagName())
          .isNotIn("script", "link", "iframe", "object", "embed", "image", "use");
      for (String attribute : List.of("src", "href", "xlink:href")) {
        if (element.hasAttribute(attribute)) {
          assertThat(element.getAttribute(attribute)).startsWith("data:");
        }
      }
      if (element.getTagName().equals("img")) {
        assertThat(element.getAttribute("alt")).isNotBlank();
      }
      if (element.hasAttribute("style")) {
        assertThat(element.getAttribute("style")).matches("min-width:\\d+px");
      }
    }
  }

  /** Readers of screens say which row and column a number is of. */
  private void tables() {
    for (Element table : elements(page, "table")) {
      boolean names = classes(table).contains("names");
      assertThat(names || isWithin(table, "scroll")).isTrue();
      for (Element head : elements(table, "thead")) {
        assertThat(elements(head, "th"))
            .allSatisfy(cell -> assertThat(cell.getAttribute("scope")).isEqualTo("col"));
      }
      assertThat(elements(table, "thead")).hasSize(names ? 0 : 1);
      for (Element row : elements(table, "tr")) {
        if (!row.getParentNode().getNodeName().equals("thead")) {
          assertThat(elements(row, "th")).hasSize(1);
          assertThat(elements(row, "th").get(0).getAttribute("scope")).isEqualTo("row");
        }
      }
    }
    for (Element scrolled : elements(page, "div")) {
      if (classes(scrolled).contains("scroll")) {
        assertThat(scrolled.getAttribute("tabindex")).isEqualTo("0");
        assertThat(scrolled.getAttribute("aria-label")).isNotBlank();
      }
    }
  }

  private void drawing(Element svg) {
    String title = svg.getAttribute("aria-label");
    assertThat(title).isNotBlank();
    assertThat(svg.getAttribute("role")).as(title).isEqualTo("img");
    assertThat(children(svg, "title")).as(title).hasSize(1);
    assertThat(children(svg, "title").get(0).getTextContent()).isEqualTo(title);
    table(svg, title);
    List<Mark> marks = marks(svg);
    says(svg, marks, title);
    colours(svg, title);
    legend(svg, marks, title);
    texts(svg, title);
  }

  /** The figure that holds a drawing has its numbers, too. */
  private static void table(Element svg, String title) {
    Node at = svg;
    while (at instanceof Element one && !one.getTagName().equals("figure")) {
      at = at.getParentNode();
    }
    assertThat(at).as(title).isInstanceOf(Element.class);
    Element figure = (Element) at;
    List<Element> links = elements(figure, "a");
    assertThat(links).as(title).hasSize(1);
    assertThat(links.get(0).getAttribute("download")).as(title).endsWith(".csv");
    List<List<List<String>>> tables =
        CarriedTables.of("\"" + links.get(0).getAttribute("href") + "\"");
    assertThat(tables).as(title).hasSize(1);
    assertThat(tables.get(0)).as(title).hasSizeGreaterThan(1);
    int columns = tables.get(0).get(0).size();
    assertThat(tables.get(0)).as(title).allSatisfy(row -> assertThat(row).hasSize(columns));
  }

  /** Something that stands for a value, and where it begins; for a circle the middle. */
  private record Mark(Element element, double x, double y) {}

  private static List<Mark> marks(Element svg) {
    List<Mark> marks = new ArrayList<>();
    for (Element element : elements(svg, "*")) {
      if (MARKS.contains(element.getTagName())
          && classes(element).stream().noneMatch(GUIDES::contains)
          && !isWithin(element, "legend")) {
        double[] place = place(element);
        for (Node at = element; at instanceof Element one && !at.equals(svg); ) {
          Matcher shift = SHIFT.matcher(one.getAttribute("transform"));
          if (shift.matches()) {
            place[0] += Double.parseDouble(shift.group(1));
            place[1] += Double.parseDouble(shift.group(2));
          }
          at = at.getParentNode();
        }
        marks.add(new Mark(element, place[0], place[1]));
      }
    }
    return marks;
  }

  private static double[] place(Element element) {
    if (element.getTagName().equals("path")) {
      Matcher start = START.matcher(element.getAttribute("d"));
      assertThat(start.matches()).as(element.getAttribute("d")).isTrue();
      return new double[] {Double.parseDouble(start.group(1)), Double.parseDouble(start.group(2))};
    }
    boolean circle = element.getTagName().equals("circle");
    return new double[] {
      number(element, circle ? "cx" : "x") + (circle ? 0 : number(element, "width") / 2),
      number(element, circle ? "cy" : "y") + (circle ? 0 : number(element, "height") / 2)
    };
  }

  private static double number(Element element, String attribute) {
    String text = element.getAttribute(attribute);
    return text.isEmpty() ? 0 : Double.parseDouble(text);
  }

  /** A pointer on a mark, on what lies over it, or where it begins, is told a value. */
  private static void says(Element svg, List<Mark> marks, String title) {
    List<Rectangle2D> hits = new ArrayList<>();
    for (Element rect : elements(svg, "rect")) {
      if (classes(rect).contains("hit")) {
        assertThat(said(rect, svg)).as(title).isNotBlank();
        hits.add(
            new Rectangle2D.Double(
                number(rect, "x") - 1,
                number(rect, "y") - 1,
                number(rect, "width") + 2,
                number(rect, "height") + 2));
      }
    }
    List<Mark> saying = new ArrayList<>(marks);
    saying.removeIf(mark -> said(mark.element(), svg).isBlank());
    assertThat(hits.size() + saying.size()).as(title).isPositive();
    for (Mark mark : marks) {
      boolean says =
          !said(mark.element(), svg).isBlank()
              || hits.stream().anyMatch(hit -> hit.contains(mark.x(), mark.y()))
              || saying.stream()
                  .anyMatch(
                      other ->
                          Math.abs(other.x() - mark.x()) < 1 && Math.abs(other.y() - mark.y()) < 1);
      assertThat(says)
          .as(
              "%s: %s of class '%s' at %.1f, %.1f says nothing",
              title,
              mark.element().getTagName(),
              mark.element().getAttribute("class"),
              mark.x(),
              mark.y())
          .isTrue();
    }
  }

  /** The text of the element, or of a group around it. */
  private static String said(Element element, Element svg) {
    for (Node at = element; at instanceof Element one && !at.equals(svg); at = at.getParentNode()) {
      if (!children(one, "title").isEmpty()) {
        return children(one, "title").get(0).getTextContent();
      }
    }
    return "";
  }

  /** Light and dark screens and paper have colours of their own: drawings name none. */
  private static void colours(Element svg, String title) {
    for (Element element : elements(svg, "*")) {
      for (String attribute : List.of("fill", "stroke", "color")) {
        String colour = element.getAttribute(attribute);
        if (colour.isEmpty()) {
          continue;
        }
        assertThat(colour).as(title).matches("none|var\\(--[a-z0-9-]+\\)");
        Matcher used = USED.matcher(colour);
        if (used.matches()) {
          assertThat(PageColours.LIGHT.properties()).containsKey(used.group(1));
          assertThat(PageColours.DARK.properties()).containsKey(used.group(1));
        }
      }
    }
    assertThat(elements(svg, "style")).as(title).isEmpty();
  }

  /** Where colours differ, or a shade stands for a number, it is said what they mean. */
  private static void legend(Element svg, List<Mark> marks, String title) {
    Set<String> used = new HashSet<>();
    Set<String> shades = new HashSet<>();
    for (Mark mark : marks) {
      for (String colour : meanings(mark.element())) {
        used.add(colour);
        if (mark.element().hasAttribute("fill-opacity")) {
          shades.add(colour + " " + mark.element().getAttribute("fill-opacity"));
        }
      }
    }
    boolean steps = used.stream().anyMatch(colour -> colour.startsWith("t"));
    if (used.size() < 2 && shades.size() < 2 && !steps) {
      return;
    }
    Set<String> explained = new HashSet<>();
    Set<String> scales = new HashSet<>();
    for (Element element : elements(svg, "*")) {
      if (isWithin(element, "legend") && MARKS.contains(element.getTagName())) {
        for (String colour : meanings(element)) {
          explained.add(colour);
          scales.add(colour + " " + element.getAttribute("fill-opacity"));
        }
      }
    }
    assertThat(explained).as(title).containsAll(used);
    for (String shade : shades) {
      String colour = shade.substring(0, shade.indexOf(' '));
      assertThat(scales.stream().filter(scale -> scale.startsWith(colour + " ")))
          .as("%s: scale of %s", title, colour)
          .hasSizeGreaterThan(5);
    }
    assertThat(steps && !explained.contains("t9")).as(title).isFalse();
  }

  /** Colours by what they mean: lines and points of one number are of one thing. */
  private static List<String> meanings(Element element) {
    List<String> meanings = new ArrayList<>();
    for (String style : classes(element)) {
      Matcher colour = COLOUR.matcher(style);
      if (colour.matches()) {
        meanings.add(
            colour.group(1) == null || colour.group(1).equals("t")
                ? style
                : "colour" + colour.group(2));
      }
    }
    if (classes(element).contains("edge") && !classes(element).contains("none")) {
      meanings.addAll(classes(element));
    }
    return meanings;
  }

  /** Nothing written is cut off, and all of it can be read in 400 pixels. */
  private static void texts(Element svg, String title) {
    String[] box = svg.getAttribute("viewBox").split(" ");
    double width = Double.parseDouble(box[2]);
    double height = Double.parseDouble(box[3]);
    assertThat(width <= WIDEST || isWithin(svg, "scroll")).as(title).isTrue();
    assertThat(svg.getAttribute("width").isEmpty() || isWithin(svg, "scroll")).as(title).isTrue();
    for (Element text : elements(svg, "text")) {
      if (text.hasAttribute("transform")) {
        continue;
      }
      String shown = text.getFirstChild() == null ? "" : text.getFirstChild().getTextContent();
      double wide = CHARACTER * shown.length();
      String anchor = text.getAttribute("text-anchor") + " " + text.getAttribute("class");
      double share = anchor.contains("end") ? 1 : anchor.matches(".*(mid|label|name).*") ? 0.5 : 0;
      double left = number(text, "x") - share * wide;
      String which = String.format(Locale.ROOT, "%s: '%s'", title, shown);
      assertThat(left).as(which).isGreaterThanOrEqualTo(-1);
      assertThat(left + wide).as(which).isLessThanOrEqualTo(width + 1);
      assertThat(number(text, "y")).as(which).isBetween(0.0, height);
      assertThat(SvgText.width(shown)).as(which).isLessThan((int) (1.5 * width));
    }
  }
}
