package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PixelValuesTest {

  @Test
  void bytesAreUnsignedAndThePositionStays() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 0, 127, -128, -1, 9}, 1, 4);
    assertThat(PixelValues.of(bytes)).containsExactly(0, 127, 128, 255);
    assertThat(bytes.position()).isEqualTo(1);
    float[] values = new float[6];
    PixelValues.put(bytes, values, 2);
    assertThat(values).containsExactly(0, 0, 0, 127, 128, 255);
  }
}
