package org.lambdanas.search.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngImageTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void samplesComeBack(int channels) throws IOException {
    byte[] pixels = new byte[16 * 16 * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    byte[] file = PngImage.of(pixels, 16, channels);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(file));
    int[] samples = read.getRaster().getPixels(0, 0, 16, 16, (int[]) null);
    assertThat(Arrays.stream(samples).map(sample -> (byte) sample))
        .containsExactlyElementsOf(
            Arrays.stream(samples(pixels)).map(sample -> (byte) sample).boxed().toList());
    assertThat(PngImage.of(pixels, 16, channels)).isEqualTo(file);
    assertThatThrownBy(() -> PngImage.of(pixels, 15, channels))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int[] samples(byte[] pixels) {
    int[] samples = new int[pixels.length];
    Arrays.setAll(samples, i -> pixels[i]);
    return samples;
  }
}
