package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.search.differentiable.Verdict;

class SearchProgressTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  private static final EpochRecord RECORD =
      EpochRecord.newBuilder()
          .setEpoch(1)
          .setTrainLoss(1.25)
          .setLambdaTrain(0.5)
          .setLambdaValidation(0.25)
          .addMixing(MixingRecord.newBuilder().setSkipShare(1).setMaximum(0.75))
          .setArchitecture(SPACE.at(0))
          .build();

  private static String show(boolean terminal, EpochRecord record, Verdict verdict) {
    StringWriter text = new StringWriter();
    try (SearchProgress progress = new SearchProgress(new PrintWriter(text), SPACE, terminal)) {
      for (int step = 1; step <= 3; step++) {
        progress.step(1, step, 3, Optional.of(2.0));
      }
      progress.epoch(record, 3, verdict);
      progress.epoch(record, 3, verdict);
    }
    return text.toString();
  }

  @Test
  void oneLineAnEpochWithoutATerminal() {
    String text = show(false, RECORD, new Verdict(false, ""));
    assertThat(text.lines())
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("epoch   2/3  loss 1.250/0.000")
                    .contains(
                        "Λ 0.500/0.250", "skip 1.00", "max p 0.75", SPACE.format(SPACE.at(0))));
  }

  @Test
  void aBarOnATerminalIsGoneBeforeTheLineOfTheEpoch() {
    String text = show(true, RECORD, new Verdict(false, ""));
    assertThat(text).contains("\r", "3/3", "loss 2.000", "\r\u001b[Kepoch   2/3  loss 1.250");
  }

  @Test
  void warnsOfCollapseOnceAndOfLostPassesEachTime() {
    String text =
        show(
            false, RECORD.toBuilder().setLossNotFinite(4).build(), new Verdict(true, "Collapsed."));
    assertThat(text.lines().filter(line -> line.equals("warning: Collapsed."))).hasSize(1);
    assertThat(text.lines().filter(line -> line.contains("not finite in 4 passes"))).hasSize(2);
  }
}
