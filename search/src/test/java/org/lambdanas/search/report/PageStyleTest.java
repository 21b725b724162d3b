package org.lambdanas.search.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageStyleTest {

  /** WCAG 2.2, 1.4.3, for text of any size. */
  private static final double READABLE = 4.5;

  /** WCAG 2.2, 1.4.11, for what is no text. */
  private static final double VISIBLE = 3;

  private static final List<String> OPERATIONS =
      List.of("--skip", "--pooling", "--convolution", "--separable", "--dilated", "--noise");

  static List<PageColours> screens() {
    return List.of(PageColours.LIGHT, PageColours.DARK);
  }

  @ParameterizedTest
  @MethodSource("screens")
  void textCanBeReadWhereverItStands(PageColours colours) {
    for (String paper : List.of("--paper", "--card")) {
      for (String text : List.of("--ink", "--soft", "--good", "--bad", "--c0")) {
        assertThat(colours.contrast(text, paper)).as(text + paper).isGreaterThan(READABLE);
      }
    }
    for (String shade : List.of("--heat", "--miss")) {
      for (int tenths = 0; tenths <= 10; tenths++) {
        assertThat(colours.contrast("--ink", shade, tenths / 10.0, "--card"))
            .as(shade + tenths)
            .isGreaterThan(READABLE);
      }
    }
    for (int family = 0; family < 8; family++) {
      assertThat(colours.contrast("--ink", "--c" + family, 0.3, "--card"))
          .as("family " + family)
          .isGreaterThan(READABLE);
    }
    for (String operation : OPERATIONS) {
      assertThat(colours.contrast(operation, "--paper")).as(operation).isGreaterThan(READABLE);
    }
  }

  @ParameterizedTest
  @MethodSource("screens")
  void linesAndPointsCanBeSeen(PageColours colours) {
    for (int line = 0; line < 8; line++) {
      assertThat(colours.contrast("--c" + line, "--card")).as("c" + line).isGreaterThan(VISIBLE);
    }
    for (String operation : OPERATIONS) {
      assertThat(colours.contrast(operation, "--paper")).as(operation).isGreaterThan(VISIBLE);
    }
  }

  @Test
  void everyColourIsNamedOnceForLightAndOnceForDarkScreens() {
    assertThat(PageColours.LIGHT.properties()).hasSizeGreaterThan(30);
    assertThat(PageColours.DARK.properties().keySet())
        .containsExactlyElementsOf(PageColours.LIGHT.properties().keySet());
    Matcher used = Pattern.compile("var\\((--[a-z0-9-]+)\\)").matcher(PageStyle.CSS);
    while (used.find()) {
      assertThat(PageColours.LIGHT.properties()).containsKey(used.group(1));
    }
    String rules = PageStyle.CSS.substring(PageStyle.CSS.indexOf("}}") + 2);
    assertThat(rules).doesNotContain("#").doesNotContain("rgb(", "hsl(");
  }

  @Test
  void paperIsLightAndNothingOnItIsTornApart() {
    // Dark colours are for screens only.
    assertThat(PageStyle.CSS.split("prefers-color-scheme", -1)).hasSize(2);
    assertThat(PageStyle.CSS).contains("@media screen and (prefers-color-scheme:dark)");
    String print = PageStyle.CSS.substring(PageStyle.CSS.indexOf("@media print"));
    assertThat(print).endsWith("}\n");
    for (String whole : List.of("figure", "tr", ".tile", ".verdict", ".finding")) {
      assertThat(rule(print, "break-inside:avoid")).contains(whole);
    }
    for (String heading : List.of("h1", "h2", "h3", "h4", "p", "summary")) {
      assertThat(rule(print, "break-after:avoid")).contains(heading);
    }
    for (String ground : List.of(".tile", ".card", ".verdict", "pre")) {
      assertThat(rule(print, "background:none;border")).contains(ground);
    }
    assertThat(rule(print, "display:table-header-group")).contains("thead");
    assertThat(rule(print, "overflow:visible")).contains(".scroll");
  }

  /** What stands before the braces of the rule with a declaration. */
  private static List<String> rule(String css, String declaration) {
    int brace = css.lastIndexOf('{', css.indexOf(declaration));
    String selectors = css.substring(css.lastIndexOf('}', brace) + 1, brace);
    return List.of(selectors.strip().split("[,+]|:is.*?\\)"));
  }
}
