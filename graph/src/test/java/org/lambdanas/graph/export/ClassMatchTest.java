package org.lambdanas.graph.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.DataException;

class ClassMatchTest {

  private static final List<String> MODEL = List.of("cat", "dog", "\u00c4pfel");

  @Test
  void namesCountAndNotNumbers() {
    // The letter and its dots as one character or two: as systems write the names of folders.
    ClassMatch match = ClassMatch.of(MODEL, List.of("A\u0308pfel", "cat", "dog"));
    assertThat(match.indices()).containsExactly(2, 0, 1);
    assertThatCode(match::requireSame).doesNotThrowAnyException();
  }

  @Test
  void classesOfOneSideAreNamed() {
    ClassMatch match = ClassMatch.of(MODEL, List.of("dog", "zebra"));
    assertThat(match.indices()).containsExactly(1, -1);
    assertThatThrownBy(match::requireSame)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "its classes are others: the model does not know zebra, and the data set does not have"
                + " cat, \u00c4pfel");
  }

  @Test
  void aModelWithoutNamesGoesByNumber() {
    assertThat(ClassMatch.of(List.of(), List.of("dog", "zebra")).indices()).containsExactly(0, 1);
  }

  @Test
  void namesMustBeOfOneClass() {
    assertThatThrownBy(() -> ClassMatch.of(List.of("cat", "cat"), List.of("cat")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'cat'");
  }
}
