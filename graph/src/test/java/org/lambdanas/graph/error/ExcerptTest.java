package org.lambdanas.graph.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void noTextDrivesATerminal() {
    for (int c = 0; c < 0xa0; c++) {
      String shown = Excerpt.printable("a" + (char) c);
      boolean control = c < 0x20 || c >= 0x7f;
      assertThat(shown).isEqualTo(control ? "a\\x%02x".formatted(c) : "a" + (char) c);
    }
    assertThat(Excerpt.printable("\u202egnp.exe\u2028\ud800"))
        .isEqualTo("\\u202egnp.exe\\u2028\\ud800");
  }

  @Test
  void textStaysText() {
    String text = "\u00c4pfel, \u732b, \u0645\u0631\u062d\u0628\u0627, \ud83d\udc31, $1 \\x1b";
    assertThat(Excerpt.printable(text)).isEqualTo(text);
    assertThat(Excerpt.isPrintable(text)).isTrue();
  }

  @Test
  void excerptsAreShortLines() {
    assertThat(Excerpt.of("a\n".repeat(1000))).isEqualTo("a\\x0a".repeat(40) + "...");
    assertThat(Excerpt.firstLine(new IllegalStateException("\u001b[2Jone\ntwo")))
        .isEqualTo("\\x1b[2Jone");
  }
}
