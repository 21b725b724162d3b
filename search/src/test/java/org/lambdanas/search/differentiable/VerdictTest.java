package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MixingRecord;

class VerdictTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;
  private static final CellType NORMAL = SPACE.cellTypes().get(0);

  private static final int NONE = 0;
  private static final int SKIP = 1;
  private static final int NARROW = 2;
  private static final int CONV = 3;
  private static final int POOL = 4;

  private static double[][] oneHot(int... operations) {
    double[][] p = new double[operations.length][NORMAL.operations()];
    for (int e = 0; e < operations.length; e++) {
      p[e][operations[e]] = 1;
    }
    return p;
  }

  private static Verdict verdict(int... operations) {
    Architecture derived =
        MixingRecords.derive(
            SPACE, Map.of(NORMAL, oneHot(operations)), Derivation.DERIVATION_UNSPECIFIED);
    return Verdict.of(SPACE, derived, EpochRecord.newBuilder().setLambdaTrain(0.06).build());
  }

  @Test
  void verdictsSayWhatIsWrong() {
    Verdict skips = verdict(SKIP, SKIP, SKIP, SKIP, SKIP, SKIP);
    assertThat(skips.collapsed()).isTrue();
    assertThat(skips.words())
        .startsWith("Collapsed: 6 of 6 edges of the normal cell are skip connections.")
        .endsWith("alignment is 0.060.");
    assertThat(verdict(SKIP, SKIP, CONV, SKIP, CONV, SKIP).collapsed()).isTrue();
    assertThat(verdict(SKIP, SKIP, CONV, CONV, CONV, SKIP).collapsed()).isFalse();
    Verdict cut = verdict(CONV, CONV, CONV, NONE, NONE, NONE);
    assertThat(cut.collapsed()).isTrue();
    assertThat(cut.words()).contains("no path");
    // The only convolution feeds a state that nothing reads.
    Verdict weightless = verdict(CONV, SKIP, NONE, POOL, NONE, SKIP);
    assertThat(weightless.collapsed()).isTrue();
    assertThat(weightless.words()).contains("nothing that reaches the cell's output has weights");
    Verdict healthy = verdict(CONV, SKIP, CONV, POOL, CONV, CONV);
    assertThat(healthy.collapsed()).isFalse();
    assertThat(healthy.words())
        .startsWith(
            "Not collapsed: 4 operations with weights reach the cell's output, 2 of 6 edges are"
                + " without weights (1 avg_pool_3x3, 1 skip_connect).");
    assertThat(verdict(CONV, CONV, CONV, CONV, CONV, CONV).words())
        .contains("output, all 6 edges have weights.");
    Verdict narrow = verdict(SKIP, NARROW, NARROW, SKIP, NARROW, NARROW);
    assertThat(narrow.collapsed()).isTrue();
    assertThat(narrow.words()).contains("bring neighbouring pixels together");
    assertThat(verdict(SKIP, NARROW, NARROW, SKIP, NARROW, CONV).collapsed()).isFalse();
    Verdict pools = verdict(POOL, SKIP, POOL, SKIP, POOL, CONV);
    assertThat(pools.collapsed()).isTrue();
    assertThat(pools.words())
        .startsWith(
            "Collapsed: 5 of 6 edges of the normal cell add nothing with weights to its output (3"
                + " avg_pool_3x3, 2 skip_connect); in a cell drawn at random it is 3.6 on"
                + " average.");
  }

  @Test
  void whatASearchDriftsToDependsOnItsSpace() {
    MixingRecord normal =
        MixingRecord.newBuilder().setSkipShare(.25).setParameterFreeShare(.5).build();
    EpochRecord epoch = EpochRecord.newBuilder().addMixing(normal).build();
    assertThat(Drift.of(SearchSpaces.cellSpaceById("s2")).share(epoch)).isEqualTo(.25);
    Drift noise = Drift.of(SearchSpaces.cellSpaceById("s4"));
    assertThat(noise.share(epoch)).isEqualTo(.5);
    assertThat(noise.words()).isEqualTo("edges without weights");
  }

  @Test
  void whatHardlyDiffersIsSaid() {
    double[][] p = new double[6][5];
    for (double[] row : p) {
      Arrays.fill(row, .198);
      row[SKIP] = .208;
    }
    assertThat(Verdict.isDecided(SPACE, epoch(p))).isFalse();
    assertThat(Verdict.of(SPACE, epoch(p).getArchitecture(), epoch(p)).words())
        .startsWith("Collapsed")
        .endsWith("the largest are 0.208 on average, all alike would be 0.200.");
    for (double[] row : p) {
      row[SKIP] = .26;
    }
    assertThat(Verdict.isDecided(SPACE, epoch(p))).isTrue();
    assertThat(Verdict.of(SPACE, epoch(p).getArchitecture(), epoch(p)).words())
        .doesNotContain("differ");
  }

  private static EpochRecord epoch(double[][] p) {
    Map<CellType, double[][]> mixing = Map.of(NORMAL, p);
    Architecture derived = MixingRecords.derive(SPACE, mixing, Derivation.DERIVATION_UNSPECIFIED);
    return EpochRecord.newBuilder()
        .setArchitecture(derived)
        .addAllMixing(MixingRecords.of(SPACE, mixing, derived))
        .build();
  }

  /** What the rule is worth: against 15 625 cells that were trained. */
  @Test
  void itAgreesWithWhatCellsAchieve() {
    BenchmarkTableFile table = PublishedTables.bySpace(SPACE.id()).orElseThrow();
    int right = 0;
    for (long row = 0; row < table.rows(); row++) {
      boolean poor = table.value(row, "cifar10_test_200ep_mean") < 90;
      Verdict verdict =
          Verdict.of(SPACE, table.architecture(row), EpochRecord.getDefaultInstance());
      right += poor == verdict.collapsed() ? 1 : 0;
    }
    assertThat(table.rows()).isEqualTo(15_625);
    assertThat(right / 15_625.0).isBetween(.835, .845);
  }

  /** Normal cells of the field: those known to have collapsed, and published good ones. */
  @ParameterizedTest
  @CsvSource({
    // DARTS of first and second order on CIFAR-10.
    "darts, s3-1 s3-0 sk-0 s3-1 sk-0 s3-1 s3-0 sk-2, false",
    "darts, s3-0 s3-1 s3-0 s3-1 s3-1 sk-0 sk-0 d3-2, false",
    // PC-DARTS on CIFAR-10.
    "darts, s3-1 sk-0 s3-0 d3-1 s5-0 s3-1 ap-0 d3-1, false",
    // Of a search that ended with pooling alone, and with mostly skip connections.
    "darts, mp-0 mp-1 mp-0 mp-2 mp-2 mp-0 mp-2 mp-0, true",
    "darts, d5-0 sk-1 sk-0 sk-1 sk-0 sk-1 sk-0 sk-1, true",
    "darts, s3-0 mp-1 sk-0 mp-1 sk-0 mp-1 sk-0 d3-1, true",
    "darts, s3-0 mp-1 sk-0 mp-1 sk-0 s3-1 sk-0 d3-1, false",
    "s2, s3-0 s3-1 sk-0 s3-2 s3-0 sk-2 s3-0 sk-2, false",
    "s2, sk-0 sk-1 sk-0 sk-2 sk-0 sk-2 s3-0 s3-2, true",
    "s4, no-0 no-1 no-0 s3-1 no-0 s3-1 no-0 no-1, true",
    "s4, s3-0 s3-1 s3-0 s3-1 s3-0 s3-1 no-0 s3-1, false",
  })
  void cellsOfTheDartsFamily(String id, String edges, boolean collapsed) {
    String choices =
        edges
            .replaceAll("(\\w+)-(\\d)", "('$1', $2),")
            .replace("s3", "sep_conv_3x3")
            .replace("s5", "sep_conv_5x5")
            .replace("d3", "dil_conv_3x3")
            .replace("d5", "dil_conv_5x5")
            .replace("sk", "skip_connect")
            .replace("mp", "max_pool_3x3")
            .replace("ap", "avg_pool_3x3")
            .replace("'no'", "'noise'");
    CellSpace space = SearchSpaces.cellSpaceById(id);
    Architecture cell =
        space.parse(
            "Genotype(normal=[%s], normal_concat=range(2, 6), reduce=[%s], reduce_concat=range(2, 6))"
                .formatted(choices, choices));
    Verdict verdict = Verdict.of(space, cell, EpochRecord.getDefaultInstance());
    assertThat(verdict.collapsed()).as(verdict.words()).isEqualTo(collapsed);
  }
}
