package org.lambdanas.search.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.proto.v1.ListedRun;
import org.lambdanas.proto.v1.RunState;
import org.lambdanas.search.run.KnownRun;
import org.lambdanas.search.run.RunKind;

class RunSummaryTest {

  /** A result of every kind, as earlier versions wrote it. */
  private static KnownRun run(String kind, String golden) throws IOException {
    RunKind<?, ?> of = RunKind.byId(kind);
    try (InputStream in =
        Objects.requireNonNull(
            RunSummaryTest.class.getResourceAsStream(
                "/org/lambdanas/graph/interchange/golden/" + golden + ".binpb"))) {
      Message result = of.result().form().getParserForType().parseFrom(in);
      Message config =
          (Message) result.getField(result.getDescriptorForType().findFieldByName("config"));
      return new KnownRun(
          Path.of("runs/a"),
          Optional.of(of),
          RunState.RUN_STATE_DONE,
          "2026-11-22T10:15:30Z",
          Instant.EPOCH,
          1234,
          Optional.of(config),
          Optional.of(result),
          "");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          search; search-result; nasbench201; cifar10; held-out accuracy 0.00 %, collapsed
          training; training-result; nasbench201; cifar10; accuracy 47.50 % of 5000 images
          comparison; comparison-result; nasbench201; cifar10; 1 search by 2 methods, held-out accuracy 61.50 % by darts
          comparison; comparison-result-guided; nasbench201; cifar10_valid_200ep_mean; 1 search by 2 methods
          evaluation; evaluation-result; nasbench_nlp; nasbench_nlp; 2 predictors, 20 trials
          sharing; sharing-result; nasbench201; cifar10; 1 of 50 epochs, accuracy 18.50 %
          ranking; ranking-result; nasbench201; cifar10; 1 architecture, the first has accuracy 38.50 %
          scoring; scoring-result; nasbench201; cifar10; 300 architectures, 1 measure
          guided-search; guided-result; nasbench201; cifar10_valid_200ep_mean; cifar10_valid_200ep_mean 91.5, the best of 2 evaluations
          study; predictor-study-result; nasbench201; nasbench201; 1 evaluation, 1 predictor
          fit; fit-result; nasbench201; pictures; test accuracy 90.25 % of lambda-darts-s0
          """)
  void aRunIsSaidInAFewWords(String kind, String golden, String space, String data, String headline)
      throws IOException {
    ListedRun listed = RunSummary.of(run(kind, golden));
    assertThat(listed.getKind()).isEqualTo(RunKind.byId(kind).id());
    assertThat(listed.getSpace()).isEqualTo(space);
    assertThat(listed.getData()).isEqualTo(data);
    assertThat(listed.getHeadline()).isEqualTo(headline);
  }

  @Test
  void everyKindHasWordsOfItsOwn() {
    assertThat(
            Stream.of(
                "search",
                "training",
                "comparison",
                "evaluation",
                "sharing",
                "ranking",
                "scoring",
                "guided-search",
                "study",
                "fit"))
        .as("aRunIsSaidInAFewWords has each")
        .map(RunKind::byId)
        .containsExactlyInAnyOrderElementsOf(RunKind.ALL);
  }
}
