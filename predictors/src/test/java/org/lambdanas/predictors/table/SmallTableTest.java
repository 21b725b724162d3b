package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LearningCurve;

/** The benchmark of a laptop's size that comes with the program. */
class SmallTableTest {

  private static final int EPOCHS = 12;

  private final BenchmarkTableFile table = PublishedTables.open("nasbench201-small");

  @Test
  void noTwoOfItsCellsAreTheSameNetwork() {
    Set<Architecture> forms = new HashSet<>();
    for (long row = 0; row < table.rows(); row++) {
      forms.add(NasBench201Space.INSTANCE.canonical(table.architecture(row)));
    }
    assertThat(forms).hasSize(200);
  }

  /** The accuracy is the last of its curve: partial curves are looked up in it. */
  @Test
  void everyCurveOfEveryCellIsWhole() {
    assertThat(table.curveNames())
        .contains("train_loss", "train_accuracy", "validation_loss", "validation_accuracy");
    for (int row = 0; row < table.rows(); row++) {
      List<LearningCurve> curves = table.curves(row, EPOCHS);
      assertThat(curves)
          .allSatisfy(
              curve -> assertThat(curve.getValuesList()).hasSize(EPOCHS).allMatch(Float::isFinite));
      assertThat(table.curve(row, "validation_accuracy", EPOCHS)[EPOCHS - 1])
          .isEqualTo(table.value(row, "validation_accuracy"));
    }
  }

  /** Curves, scores and shared weights: every kind of predictor finds what it reads. */
  @Test
  void everyKindOfPredictorFindsWhatItReads() {
    assertThat(new TableFeatures(table, "validation_accuracy").names())
        .contains("jacov", "synflow", "nwot", "grasp", "params", "oneshot", "rsws");
    assertThat(TrainingCost.of(table, "training_seconds", EPOCHS).seconds(0, EPOCHS)).isPositive();
  }

  @Test
  void itSaysHowItWasMadeAndNamesNoFolder() {
    assertThat(table.header().getProvenance().getArgumentsList()).contains("train", "--sample");
    assertThat(table.header().getRunConfig())
        .contains("epochs: 12", "channels: 8")
        .doesNotContain("directory");
  }
}
