package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.NamedTensor;

class TensorMessagesTest {

  private static final long[] SHAPE = {2, 3};

  @Test
  void arraysComeBackBitForBit() {
    float[] floats = {1, -0f, Float.NaN, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 0.1f};
    double[] doubles = {1, -0.0, Double.NaN, Double.MIN_VALUE, 1e300, 0.1};
    long[] longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 5, 6};
    assertThat(TensorMessages.floats(TensorMessages.of("f", SHAPE, floats), SHAPE))
        .containsExactly(floats);
    assertThat(TensorMessages.doubles(TensorMessages.of("d", SHAPE, doubles), SHAPE))
        .containsExactly(doubles);
    assertThat(TensorMessages.longs(TensorMessages.of("i", SHAPE, longs), SHAPE))
        .containsExactly(longs);
    assertThat(TensorMessages.doubles(TensorMessages.of("s", new long[0], new double[] {2})))
        .containsExactly(2);
  }

  @Test
  void anotherTypeOrShapeIsRefused() {
    NamedTensor tensor = TensorMessages.of("stem", SHAPE, new float[6]);
    assertThatThrownBy(() -> TensorMessages.floats(tensor, 3, 2))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'stem' has shape [2, 3], expected [3, 2]");
    assertThatThrownBy(() -> TensorMessages.doubles(tensor, SHAPE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("FLOATS");
    NamedTensor cut = tensor.toBuilder().setFloats(tensor.getFloats().toBuilder().clear()).build();
    assertThatThrownBy(() -> TensorMessages.floats(cut, SHAPE)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> TensorMessages.of("x", SHAPE, new float[5]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tensorsAreFoundByName() {
    NamedTensor a = TensorMessages.of("a", SHAPE, new float[6]);
    NamedTensor b = TensorMessages.of("b", SHAPE, new float[6]);
    assertThat(TensorMessages.byName(List.of(b, a)))
        .containsExactly(Map.entry("b", b), Map.entry("a", a));
    assertThatThrownBy(() -> TensorMessages.byName(List.of(a, a)))
        .isInstanceOf(DataException.class);
  }
}
