package org.lambdanas.search.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.CandidateCell;
import org.lambdanas.proto.v1.ChosenCell;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.search.differentiable.DerivedCells;

class CellChoiceTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;
  private static final String SOUND =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|skip_connect~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|";
  private static final String SKIPS =
      "|nor_conv_3x3~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|";

  private static CandidateCell.Builder cell(
      long seed, String text, double nwot, double jacov, double synflow) {
    return CandidateCell.newBuilder()
        .setMethod("lambda-darts")
        .setSeed(seed)
        .setCell(
            DerivedCells.of(
                SPACE,
                SPACE.parse(text),
                Derivation.DERIVATION_WITH_NONE,
                EpochRecord.getDefaultInstance()))
        .putAllScores(Map.of("nwot", nwot, "jacov", jacov, "synflow", synflow));
  }

  private static List<Long> order(CandidateCell.Builder... cells) {
    ChosenCell chosen = CellChoice.ranked(new ArrayList<>(List.of(cells)));
    Validation.check(chosen);
    return chosen.getCandidatesList().stream().map(CandidateCell::getSeed).toList();
  }

  @Test
  void theHighestSumOfRanksComesFirst() {
    assertThat(
            order(
                cell(1, SOUND, 10, -5, 1e9),
                cell(2, SOUND, 20, -4, 1e3),
                cell(3, SOUND, 5, -9, 1e2)))
        .containsExactly(2L, 1L, 3L);
  }

  @Test
  void aCollapsedCellIsTakenOnlyIfAllAre() {
    assertThat(order(cell(1, SKIPS, 30, -1, 9), cell(2, SOUND, 10, -3, 1))).containsExactly(2L, 1L);
    assertThat(order(cell(1, SKIPS, 10, -3, 1), cell(2, SKIPS, 30, -1, 9))).containsExactly(2L, 1L);
  }

  @Test
  void ofCellsAlikeTheFirstSearchsIsTaken() {
    assertThat(order(cell(7, SOUND, 1, 1, 1), cell(3, SOUND, 1, 1, 1), cell(5, SOUND, 0, 0, 0)))
        .containsExactly(7L, 3L, 5L);
  }

  @Test
  void whatSomeCellsDoNotDetermineRanksNone() {
    assertThat(order(cell(1, SOUND, 30, -9, 1).removeScores("jacov"), cell(2, SOUND, 10, -1, 9)))
        .containsExactly(1L, 2L);
    assertThat(
            order(
                cell(1, SOUND, 10, -9, 1).removeScores("jacov"),
                cell(2, SOUND, 30, -1, 9).removeScores("nwot").removeScores("synflow")))
        .containsExactly(1L, 2L);
  }
}
