package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.TableHeader;

class TrainingCostTest {

  @TempDir Path folder;

  private BenchmarkTableFile perEpoch;
  private BenchmarkTableFile total;

  /** Rows cost 40 seconds in 4 epochs; 100, of which the epochs are not known; nothing known. */
  @BeforeEach
  void writeTables() {
    perEpoch = table("a.binpb", TableFiles.header("nasbench201").toBuilder());
    total = table("b.binpb", TableFiles.header("nasbench201").toBuilder().clearCurves());
  }

  private BenchmarkTableFile table(String name, TableHeader.Builder header) {
    boolean curves = header.getCurvesCount() > 0;
    if (curves) {
      header.addCurves(TrainingCost.EPOCH_SECONDS);
    }
    List<float[]> seconds = List.of(new float[] {5, 10, 10, 15}, new float[] {5}, new float[0]);
    Path file = folder.resolve(name);
    try (TableWriter writer = TableWriter.create(file, header.build())) {
      for (int i = 0; i < 3; i++) {
        writer.add(
            NasBench201Space.INSTANCE.at(i),
            new float[] {50, i == 0 ? 40 : i == 1 ? 100 : Float.NaN},
            curves ? List.of(new float[] {4, 3, 2, 1}, seconds.get(i)) : List.of());
      }
      writer.finish();
    }
    return BenchmarkTableFile.open(file);
  }

  @Test
  void theSecondsOfEachEpochAreAddedWhereTheyAreKnown() {
    TrainingCost cost = TrainingCost.of(perEpoch, "seconds", 4);
    assertThat(cost.seconds(0, 0)).isZero();
    assertThat(cost.seconds(0, 1)).isEqualTo(5);
    assertThat(cost.seconds(0, 3)).isEqualTo(25);
    assertThat(cost.fullSeconds(0)).isEqualTo(40);
    // Elsewhere the share of the whole.
    assertThat(cost.seconds(1, 1)).isEqualTo(5);
    assertThat(cost.seconds(1, 2)).isEqualTo(50);
    assertThatThrownBy(() -> cost.seconds(2, 2))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no seconds of training for row 2");
  }

  @Test
  void theWholeIsSharedEvenly() {
    TrainingCost cost = TrainingCost.of(total, "seconds", 4);
    assertThat(cost.seconds(0, 1)).isEqualTo(10);
    assertThat(cost.seconds(1, 3)).isEqualTo(75);
  }

  @Test
  void whatTheTableDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> TrainingCost.of(total, "", 4))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("name the metric");
    assertThatThrownBy(() -> TrainingCost.of(total, "hours", 4))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> TrainingCost.of(total, "seconds", 0))
        .isInstanceOf(ConfigException.class);
    TrainingCost cost = TrainingCost.of(perEpoch, "", 4);
    assertThatThrownBy(() -> cost.seconds(0, 5)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> cost.seconds(0, -1)).isInstanceOf(ConfigException.class);
  }

  @Test
  void theClockCountsEachEpochOnce() {
    SimulatedClock clock = new SimulatedClock(TrainingCost.of(perEpoch, "seconds", 4));
    assertThat(clock.train(0, 2)).isEqualTo(15);
    assertThat(clock.train(0, 1)).isZero();
    assertThat(clock.paidEpochs(0)).isEqualTo(2);
    assertThat(clock.train(0, 4)).isEqualTo(25);
    assertThat(clock.train(1, 4)).isEqualTo(100);
    clock.advance(0.5);
    assertThat(clock.seconds()).isEqualTo(140.5);
    assertThat(clock.paidEpochs(2)).isZero();
    assertThatThrownBy(() -> clock.train(0, -1)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> clock.advance(-1)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> clock.train(2, 1)).isInstanceOf(DataException.class);
    assertThat(clock.seconds()).isEqualTo(140.5);
  }

  @Test
  void curvesAreCutToWhatHasBeenPaidFor() {
    assertThat(perEpoch.curve(0, "loss", 2)).containsExactly(4, 3);
    assertThat(perEpoch.curve(0, "loss", 9)).containsExactly(4, 3, 2, 1);
    assertThat(perEpoch.curve(0, "loss", 0)).isEmpty();
    List<LearningCurve> cut = perEpoch.curves(0, 3);
    assertThat(cut.stream().map(LearningCurve::getMetric))
        .containsExactly("loss", TrainingCost.EPOCH_SECONDS);
    assertThat(cut.get(1).getValuesList()).containsExactly(5f, 10f, 10f);
    assertThat(cut.get(1).getFirstEpoch()).isEqualTo(1);
    assertThat(perEpoch.curves(2, 3)).hasSize(1);
    assertThat(perEpoch.curves(0, 0)).isEmpty();
    assertThat(total.curves(0, 3)).isEmpty();
    assertThatThrownBy(() -> perEpoch.curve(0, "accuracy", 1))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("it has loss, epoch_seconds");
    assertThatThrownBy(() -> perEpoch.curves(0, -1)).isInstanceOf(ConfigException.class);
  }
}
