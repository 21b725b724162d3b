package org.lambdanas.search.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.search.run.Pace;

class EpochProgressTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  private static final Architecture CELL =
      SPACE.parse(
          "|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|");

  private static final EpochRecord RECORD =
      EpochRecord.newBuilder()
          .setEpoch(1)
          .setTrainLoss(1.25)
          .setLambdaTrain(0.5)
          .setLambdaValidation(0.25)
          .addMixing(MixingRecord.newBuilder().setSkipShare(1).setMaximum(0.75))
          .setArchitecture(CELL)
          .build();

  private static String show(int columns, EpochRecord record) {
    StringWriter text = new StringWriter();
    EpochProgress<EpochRecord> progress =
        new EpochProgress<>(
            new PrintWriter(text),
            columns,
            Optional.empty(),
            "",
            new SearchLines(SPACE),
            pace -> Optional.empty());
    for (int step = 1; step <= 3; step++) {
      progress.step(1, step, 3, Optional.of(2.0));
    }
    progress.epoch(record, 3);
    progress.epoch(record, 3);
    progress.ends();
    return text.toString();
  }

  @Test
  void oneLineAnEpochWithoutATerminal() {
    String text = show(0, RECORD);
    assertThat(text.lines())
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("epoch   2/3  loss 1.250/0.000")
                    .contains("Λ 0.500/0.250", "skip 1.00", "max p 0.75", SPACE.format(CELL)));
  }

  @Test
  void saysWhatItTakesAndWhatWouldMakeItFaster() {
    StringWriter text = new StringWriter();
    new EpochProgress<EpochRecord>(
            new PrintWriter(text, true),
            0,
            Optional.empty(),
            "",
            new SearchLines(SPACE),
            pace -> Optional.of(Faster.line(pace, Optional.of("judge less"), "--epochs")))
        .expects(pace(1));
    assertThat(text.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("by the first steps it takes about 101 s");
    assertThat(text.toString()).endsWith("half the --epochs take about half of it\n");
    assertThat(Faster.line(pace(100), Optional.of("judge less"), "--epochs"))
        .isEqualTo("judging the epochs is 50 % of it: judge less");
    assertThat(Faster.line(pace(100), Optional.empty(), "--epochs"))
        .isEqualTo("half the --epochs take about half of it");
  }

  private static Pace pace(double judging) {
    return new Pace(
        0, List.of(new Pace.Part("step", 50, 2), new Pace.Part(Pace.JUDGING, 1, judging)));
  }

  @Test
  void aBarOnATerminalIsGoneBeforeTheLineOfTheEpoch() {
    String text = show(60, RECORD);
    assertThat(text).contains("\r", "3/3", "loss 2.000", "\r\u001b[Kepoch   2/3  loss 1.250");
  }

  @Test
  void warnsOfCollapseOnceAndOfLostPassesEachTime() {
    // No operation anywhere.
    EpochRecord collapsed =
        RECORD.toBuilder().setArchitecture(SPACE.at(0)).setLossNotFinite(4).build();
    String text = show(0, collapsed);
    assertThat(text.lines().filter(line -> line.startsWith("warning: Collapsed: "))).hasSize(1);
    assertThat(text.lines().filter(line -> line.contains("not finite in 4 passes"))).hasSize(2);
  }
}
