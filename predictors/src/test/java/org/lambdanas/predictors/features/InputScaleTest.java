package org.lambdanas.predictors.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.stored.StoredModel;

class InputScaleTest {

  private static final List<Features> ROWS =
      List.of(
          Features.Vector.of(1, 7, 0, 0.1f),
          Features.Vector.of(3, 7, 0, 0.1f),
          Features.Vector.of(5, 7, 1, 0.1f));

  @Test
  void featuresGetZeroMeanAndUnitDeviationAndConstantOnesTellNothing() {
    InputScale scale = InputScale.of(ROWS);
    float step = (float) Math.sqrt(1.5);
    float[] first = dense(scale, Features.Vector.of(1, 7, 0, 0.1f));
    assertThat(first)
        .containsExactly(new float[] {-step, 0, -(float) Math.sqrt(0.5), 0}, within(1e-6f));
    assertThat(dense(scale, Features.Vector.of(7, 9, 0, 3))[0]).isEqualTo(2 * step, within(1e-6f));
    assertThat(dense(scale, Features.Vector.of(7, 9, 0, 3))[1]).isZero();
    assertThat(dense(scale, Features.Vector.of(7, 9, 0, 3))[3]).isZero();
  }

  private static float[] dense(InputScale scale, Features.Vector vector) {
    return ((Features.Vector) scale.apply(List.of(vector)).get(0)).dense();
  }

  @Test
  void zerosAndOnesStayAsTheyAre() {
    List<Features> binary = List.of(Features.Vector.of(1, 0), Features.Vector.of(0, 1));
    assertThat(InputScale.of(binary)).isSameAs(InputScale.NONE);
    assertThat(InputScale.NONE.apply(ROWS)).isSameAs(ROWS);
    assertThat(InputScale.NONE.store()).isEmpty();
  }

  @Test
  void whatIsStoredIsReadBack() {
    InputScale scale = InputScale.of(ROWS);
    InputScale read = InputScale.load(StoredModel.of(scale.store()));
    assertThat(read.apply(ROWS)).isEqualTo(scale.apply(ROWS));
    assertThatThrownBy(() -> InputScale.load(StoredModel.of(scale.store().subList(0, 1))))
        .isInstanceOf(DataException.class);
    StoredModel negative =
        new StoredModel.Writer()
            .vector("input/shifts", 0, 0)
            .vector("input/factors", 1, -1)
            .model();
    assertThatThrownBy(() -> InputScale.load(negative))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("-1.0");
  }
}
