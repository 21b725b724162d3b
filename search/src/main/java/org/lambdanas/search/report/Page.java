package org.lambdanas.search.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.lambdanas.graph.interchange.CsvText;
import org.lambdanas.search.draw.SvgText;

/**
 * A page in the making: one file, no scripts, nothing from elsewhere. It is XML too, so that any
 * program can read it.
 */
final class Page {

  /** From so many characters on a cell of a table is kept from becoming narrow and high. */
  private static final int LONG = 30;

  private final String title;
  private final SvgText body = new SvgText();
  private final Set<String> files = new HashSet<>();
  private String section = "";
  private String part = "";

  /** An empty page. */
  Page(String title, String subtitle) {
    this.title = title;
    body.add("<h1>%s</h1>", SvgText.escape(title));
    body.add("<p class=\"soft\">%s</p>", SvgText.escape(subtitle));
  }

  /** Begins a section. */
  void heading(String text) {
    section = text;
    part = "";
    body.add("<h2>%s</h2>", SvgText.escape(text));
  }

  /** Begins a part of a section. */
  void subheading(String text) {
    part = text;
    body.add("<h3 class=\"part\">%s</h3>", SvgText.escape(text));
  }

  /** Adds a paragraph. */
  void paragraph(String text) {
    body.add("<p>%s</p>", SvgText.escape(text));
  }

  /** The judgement, in a box whose colour says which way it went. */
  void verdict(boolean good, List<String> sentences) {
    body.add("<div class=\"verdict%s\">", good ? "" : " bad");
    for (int i = 0; i < sentences.size(); i++) {
      String text = SvgText.escape(sentences.get(i));
      body.add(i == 0 ? "<p><strong>%s</strong></p>" : "<p>%s</p>", text);
    }
    body.add("</div>");
  }

  /** A number with its name. */
  record Tile(String value, String name) {}

  /** Adds numbers in a row. */
  void tiles(List<Tile> tiles) {
    body.add("<div class=\"tiles\">");
    for (Tile tile : tiles) {
      body.add(
          "<div class=\"tile\"><b>%s</b><span>%s</span></div>",
          SvgText.escape(tile.value()), SvgText.escape(tile.name()));
    }
    body.add("</div>");
  }

  /** Adds a figure that has its own size, with its data: where there is no room it scrolls. */
  void drawing(Figure figure) {
    body.add("<figure class=\"drawing\">");
    body.add(sized(figure));
    csv("Data of this drawing as CSV", "edges", CsvText.commas(figure.data()));
    body.add("</figure>");
  }

  /**
   * A small picture.
   *
   * @param png its file
   * @param lines what is written below it
   */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Thumbnail(byte[] png, List<String> lines) {}

  /** Adds small pictures in rows, as large as they are readable, each pixel a square. */
  void thumbnails(List<Thumbnail> thumbnails) {
    body.add("<div class=\"thumbs\">");
    for (Thumbnail thumbnail : thumbnails) {
      String alt = SvgText.escape(String.join(", ", thumbnail.lines()));
      body.add(
          "<figure><img alt=\"%s\" src=\"data:image/png;base64,%s\"/><figcaption>%s</figcaption>"
              + "</figure>",
          alt,
          Base64.getEncoder().encodeToString(thumbnail.png()),
          thumbnail.lines().stream().map(SvgText::escape).collect(joining("<br/>")));
    }
    body.add("</div>");
  }

  /** Adds, side by side, the figures that have something to show, each with its data. */
  void figures(List<? extends Figure> figures) {
    figures("cards", figures);
  }

  /** Adds figures that want more room, two side by side at most. */
  void largeFigures(List<? extends Figure> figures) {
    figures("cards large", figures);
  }

  private void figures(String style, List<? extends Figure> figures) {
    List<? extends Figure> shown = figures.stream().filter(figure -> !figure.isEmpty()).toList();
    if (shown.isEmpty()) {
      return;
    }
    body.add("<div class=\"%s\">", style);
    for (Figure figure : shown) {
      body.add("<figure class=\"card\">");
      body.add(
          "<figcaption><h%d>%s</h%d></figcaption>",
          level(), SvgText.escape(figure.title()), level());
      body.add(sized(figure));
      csv("Data of this figure as CSV", figure.title(), CsvText.commas(figure.data()));
      body.add("</figure>");
    }
    body.add("</div>");
  }

  /** Of headings of what is within a section, or a part of one. */
  private int level() {
    return section.isEmpty() ? 2 : part.isEmpty() ? 3 : 4;
  }

  private String sized(Figure figure) {
    String svg = figure.svg().stripTrailing();
    return figure.leastWidth() == 0
        ? svg
        : scrolled(
            figure.title(),
            "<div style=\"min-width:" + figure.leastWidth() + "px\">" + svg + "</div>");
  }

  /** A part that scrolls where there is no room for it, by keys too. */
  private static String scrolled(String name, String content) {
    return "<div class=\"scroll\" role=\"group\" aria-label=\"%s\" tabindex=\"0\">%s</div>"
        .formatted(SvgText.escape(name), content);
  }

  /**
   * Adds a link that saves a table which the page carries.
   *
   * @param name of the file, in words, after those of its section; no other of the page gets the
   *     same
   */
  void csv(String text, String name, String csv) {
    String plain =
        (section + " " + part + " " + name)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String file = plain;
    for (int i = 2; !files.add(file); i++) {
      file = plain + "-" + i;
    }
    body.add(
        "<p class=\"csv\"><a download=\"%s.csv\" aria-label=\"%s: %s\""
            + " href=\"data:text/csv;charset=utf-8;base64,%s\">%s</a></p>",
        file,
        SvgText.escape(text),
        SvgText.escape(name),
        Base64.getEncoder().encodeToString(csv.getBytes(UTF_8)),
        SvgText.escape(text));
  }

  /**
   * Adds a table. Headers that begin with a number sign are of columns with numbers. The first
   * column says what a row is about.
   */
  void table(List<String> header, List<List<String>> rows) {
    SvgText table = new SvgText();
    StringBuilder head = new StringBuilder();
    for (String name : header) {
      boolean number = isNumber(name);
      String text = breakable(number ? name.substring(1) : name);
      head.append(
          text.isEmpty()
              ? "<td></td>"
              : "<th scope=\"col\"%s>%s</th>".formatted(number ? " class=\"n\"" : "", text));
    }
    table.add("<table>");
    table.add("<thead><tr>%s</tr></thead><tbody>", head);
    for (List<String> row : rows) {
      StringBuilder cells = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        cells.append(cell(row.get(i), isNumber(header.get(i)), i == 0));
      }
      table.add("<tr>%s</tr>", cells);
    }
    table.add("</tbody></table>");
    String name = Stream.of(section, part).filter(text -> !text.isEmpty()).collect(joining(", "));
    body.add("%s", scrolled("Table: " + name, table.text().stripTrailing()));
  }

  private static String cell(String text, boolean number, boolean first) {
    String style = number ? " class=\"n\"" : text.length() > LONG ? " class=\"long\"" : "";
    return first
        ? "<th scope=\"row\"%s>%s</th>".formatted(style, breakable(text))
        : "<td%s>%s</td>".formatted(style, breakable(text));
  }

  /** Long names may be broken where they are put together. */
  private static String breakable(String text) {
    return SvgText.escape(text).replace("_", "_<wbr/>").replace("|", "|<wbr/>");
  }

  private static boolean isNumber(String header) {
    return header.startsWith("#");
  }

  /** Names and values, without a header. */
  void names(List<List<String>> rows) {
    body.add("<table class=\"names\">");
    for (List<String> row : rows) {
      body.add(
          "<tr><th scope=\"row\">%s</th><td>%s</td></tr>",
          SvgText.escape(row.get(0)), SvgText.escape(row.get(1)));
    }
    body.add("</table>");
  }

  /** Adds a long text that opens on request. */
  void folded(String summary, String text) {
    body.add("<details><summary>%s</summary>", SvgText.escape(summary));
    body.add("<pre>%s</pre></details>", SvgText.escape(text));
  }

  /** Adds a part that opens on request. */
  void folded(String summary, Consumer<Page> content) {
    body.add("<details><summary>%s</summary>", SvgText.escape(summary));
    content.accept(this);
    body.add("</details>");
  }

  /**
   * What was found about a statement in one place.
   *
   * @param style of the verdict: {@code yes}, {@code no} or {@code soft}
   * @param because in words; may be empty
   */
  record Finding(String style, String verdict, String where, String because) {}

  /** Adds a statement with what was found about it. */
  void statement(String text, List<Finding> findings) {
    body.add("<div class=\"finding\"><p>%s</p><ul>", SvgText.escape(text));
    for (Finding finding : findings) {
      body.add(
          "<li><b class=\"%s\">%s</b> %s%s</li>",
          finding.style(),
          SvgText.escape(finding.verdict()),
          SvgText.escape(finding.where()),
          finding.because().isEmpty() ? "" : ": " + SvgText.escape(finding.because()));
    }
    body.add("</ul></div>");
  }

  /** A number with so many digits behind the point. */
  static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** The page. */
  String html() {
    SvgText page = new SvgText();
    page.add("<!DOCTYPE html>");
    page.add("<html lang=\"en\"><head><meta charset=\"utf-8\"/>");
    page.add("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>");
    page.add("<title>%s</title>", SvgText.escape(title));
    page.add("<style>\n%s</style></head><body><main>", PageStyle.CSS);
    page.add("%s</main></body></html>", body.text());
    return page.text();
  }
}
