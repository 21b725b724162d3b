package org.lambdanas.graph.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> NAMES =
      List.of("darts", "lambda-darts", "random", "cifar10", "cifar100", "xgb", "gp", "float32");

  @ParameterizedTest
  @CsvSource({
    "lamda-darts, lambda-darts",
    "lambda_darts, lambda-darts",
    "LambdaDarts, lambda-darts",
    "CIFAR10, cifar10",
    "CIFAR-100, cifar100",
    "xbg, xgb",
    "ramdon, random",
    "float23, float32",
    "float16, float32",
    "dart, darts"
  })
  void whatIsNearIsNamed(String typed, String meant) {
    assertThat(Suggestion.quoted(typed, NAMES)).isEqualTo("'%s', perhaps %s", typed, meant);
  }

  @ParameterizedTest
  @CsvSource({"evolution", "nao", "resnet50", "'  '"})
  void whatIsFarFromAllIsNotGuessedAt(String typed) {
    assertThat(Suggestion.quoted(typed, NAMES)).isEqualTo("'%s'", typed);
  }

  @Test
  void whatIsHugeOrEmptyIsLookedAtAllTheSame() {
    assertThat(Suggestion.quoted("x".repeat(1_000_000), NAMES)).hasSizeLessThan(1000);
    assertThat(Suggestion.quoted("", NAMES)).isEqualTo("''");
    assertThat(Suggestion.quoted("x", List.of())).isEqualTo("'x'");
  }
}
