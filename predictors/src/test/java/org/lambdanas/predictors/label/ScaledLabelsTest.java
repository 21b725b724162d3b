package org.lambdanas.predictors.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;

class ScaledLabelsTest {

  private static final LabelTransform RANK_GAUSS = LabelTransform.LABEL_TRANSFORM_RANK_GAUSS;

  @Test
  void rankGaussIsTheNormalQuantileOfTheRank() {
    // n = 4: ranks 1, 2.5, 2.5, 4, so quantiles of 1/8, 1/2, 1/2 and 7/8.
    ScaledLabels scaled = ScaledLabels.of(RANK_GAUSS, new double[] {90, 95, 90, 10});
    assertThat(scaled.values())
        .containsExactly(new double[] {0, 1.150349380376008, 0, -1.150349380376008}, within(1e-9));
  }

  @Test
  void zScoreUsesThePopulationDeviation() {
    ScaledLabels scaled =
        ScaledLabels.of(
            LabelTransform.LABEL_TRANSFORM_Z_SCORE, new double[] {2, 4, 4, 4, 5, 5, 7, 9});
    assertThat(scaled.values())
        .containsExactly(new double[] {-1.5, -.5, -.5, -.5, 0, 0, 1, 2}, within(1e-12));
    assertThat(scaled.scale().deviation(0.3, 0.5)).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void trainingLabelsComeBack(LabelTransform transform) {
    double[] labels = draws(60, new Seed(3).random());
    labels[7] = labels[11];
    ScaledLabels scaled = ScaledLabels.of(transform, labels);
    LabelScale again = LabelScale.load(transform, StoredModel.of(scaled.scale().store()));
    for (int i = 0; i < labels.length; i++) {
      assertThat(scaled.scale().label(scaled.values()[i])).isCloseTo(labels[i], within(1e-10));
      assertThat(again.label(0.01 * i)).isEqualTo(scaled.scale().label(0.01 * i));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void theWayBackRisesStrictlyEvenBeyondTheEnds(LabelTransform transform) {
    for (int seed = 0; seed < 20; seed++) {
      double[] labels = draws(2 + seed, new Seed(seed).random());
      LabelScale scale = ScaledLabels.of(transform, labels).scale();
      double previous = Double.NEGATIVE_INFINITY;
      for (double value = -50; value <= 50; value += 0.03125) {
        double label = scale.label(value);
        assertThat(label).isFinite().isGreaterThan(previous);
        previous = label;
      }
    }
  }

  @Test
  void rankGaussStaysNearWhatWasSeen() {
    LabelScale scale = ScaledLabels.of(RANK_GAUSS, new double[] {10, 80, 90, 93}).scale();
    assertThat(scale.label(1e9)).isBetween(95.99, 96.0);
    assertThat(scale.label(-1e9)).isBetween(-60.0, -59.99);
    assertThat(scale.label(Double.MAX_VALUE)).isBetween(95.99, 96.0);
  }

  @Test
  void theDeviationIsHalfTheMappedInterval() {
    LabelScale scale = ScaledLabels.of(RANK_GAUSS, new double[] {10, 80, 90, 93}).scale();
    for (double value : new double[] {-3, -1, 0, 0.4, 2}) {
      assertThat(scale.deviation(value, 0)).isEqualTo(0);
      assertThat(scale.deviation(value, 0.7))
          .isEqualTo((scale.label(value + 0.7) - scale.label(value - 0.7)) / 2)
          .isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void fewAndEqualLabelsAreFinite(LabelTransform transform) {
    for (double[] labels :
        List.of(
            new double[] {91.3},
            new double[] {91.3, 91.3},
            new double[] {91.3, 50},
            new double[] {0.1, 0.1, 0.1},
            new double[] {0.0, -0.0})) {
      ScaledLabels scaled = ScaledLabels.of(transform, labels);
      for (double value : scaled.values()) {
        assertThat(value).isFinite();
        assertThat(scaled.scale().label(value)).isFinite();
        assertThat(scaled.scale().deviation(value, 1)).isFinite().isNotNegative();
      }
      if (transform != LabelTransform.LABEL_TRANSFORM_NONE
          && labels[0] == labels[labels.length - 1]) {
        assertThat(scaled.values()).containsOnly(new double[] {0}, within(1e-12));
      }
    }
  }

  @Test
  void labelsThatAreNoNumbersAreRefused() {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e200}) {
      assertThatThrownBy(() -> ScaledLabels.of(RANK_GAUSS, new double[] {1, bad}))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("observation 1");
    }
  }

  @Test
  void damagedScalesAreRefused() {
    assertThatThrownBy(() -> LabelScale.load(RANK_GAUSS, StoredModel.of(List.of())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("label/labels");
    assertThatThrownBy(
            () ->
                LabelScale.load(
                    RANK_GAUSS,
                    new StoredModel.Writer()
                        .vector("label/labels", 2, 1)
                        .vector("label/quantiles", 0, 1)
                        .model()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("ascend");
    assertThatThrownBy(
            () ->
                LabelScale.load(
                    LabelTransform.LABEL_TRANSFORM_Z_SCORE,
                    new StoredModel.Writer().vector("label/shift_and_unit", 2, -1).model()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no shift and unit");
  }

  private static double[] draws(int count, RandomGenerator random) {
    double[] draws = new double[count];
    Arrays.setAll(draws, i -> 100 * random.nextDouble());
    return draws;
  }
}
