package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

class ImageSetTest {

  private static final List<String> TWO = List.of("no", "yes");

  private static ImageSet grey(int height, int width, int... values) {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) values[i];
    }
    int images = values.length / (height * width);
    return ImageSet.of("grey", height, width, 1, TWO, pixels, new int[images]);
  }

  private static int[] values(ImageSet images) {
    byte[] bytes = new byte[images.pixels().remaining()];
    images.pixels().get(bytes);
    int[] values = new int[bytes.length];
    Arrays.setAll(values, i -> bytes[i] & 0xff);
    return values;
  }

  @Test
  void rangesShareThePixels() {
    ImageSet all = ImageFiles.random(20, 3, 4, 2);
    ImageSet part = all.range(5, 12).range(1, 4);
    assertThat(part.size()).isEqualTo(3);
    assertThat(List.of(all, part))
        .extracting("store")
        .satisfies(stores -> assertThat(stores.get(0)).isSameAs(stores.get(1)));
    for (int i = 0; i < 3; i++) {
      assertThat(part.label(i)).isEqualTo(all.label(6 + i));
      assertThat(part.pixel(i, 2, 3, 1)).isEqualTo(all.pixel(6 + i, 2, 3, 1));
    }
    assertThat(part.pixels().remaining()).isEqualTo(3 * 24);
    assertThat(values(part)[0]).isEqualTo(all.pixel(6, 0, 0, 0));
    assertThat(all.first(2).size()).isEqualTo(2);
    assertThatThrownBy(() -> part.first(4)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> part.range(2, 2)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> part.label(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> part.pixel(0, 3, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> part.pixels().put(0, (byte) 1))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void fingerprint() {
    ImageSet images =
        ImageSet.of("two", 1, 2, 1, TWO, new byte[] {1, 2, 3, (byte) 255}, new int[] {0, 1});
    // printf '\x01\x02\x03\xff\x00\x00\x00\x00\x00\x00\x00\x01' | sha256sum
    assertThat(HexFormat.of().formatHex(images.sha256()))
        .isEqualTo("a45f0f5df2f2f60145186e92e36a288486522c21fefc52375881ad9d652e80aa");
    ImageSet all = ImageFiles.random(20, 3, 4, 2);
    assertThat(all.range(3, 9).range(2, 4).sha256()).isEqualTo(all.range(5, 7).sha256());
    assertThat(all.range(5, 7).sha256()).isNotEqualTo(all.range(5, 8).sha256());
  }

  @Test
  void whatMakesNoSet() {
    assertThatThrownBy(() -> ImageSet.of("x", 1, 2, 1, TWO, new byte[3], new int[2]))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3 pixel bytes do not make 2 images of 1x2x1");
    assertThatThrownBy(() -> ImageSet.of("x", 1, 2, 1, TWO, new byte[2], new int[] {2}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("label 2 names none of the 2 classes");
    assertThatThrownBy(() -> ImageSet.of("x", 1, 2, 1, TWO, new byte[0], new int[0]))
        .isInstanceOf(DataException.class);
  }

  @Test
  void wholeFactorsTakeBlockMeansRoundedHalfUp() {
    // Means 2.5 -> 3, 6.25 -> 6, 255 and 0.75 -> 1.
    ImageSet images = grey(4, 4, 1, 2, 6, 6, 3, 4, 6, 7, 255, 255, 0, 1, 255, 255, 1, 1);
    assertThat(values(images.resized(2))).containsExactly(3, 6, 255, 1);
    assertThat(values(images.resized(1))).containsExactly(66);
    assertThat(images.resized(4)).isSameAs(images);
    // Two rows and four columns: blocks of 1x2.
    assertThat(values(grey(2, 4, 0, 1, 10, 20, 200, 100, 7, 7).resized(2)))
        .containsExactly(1, 15, 150, 7);
  }

  @Test
  void enlargingInterpolatesBetweenHalfPixelCentres() {
    // 2 -> 4 along a row: centres at -0.25 (held at 0), 0.25, 0.75, 1.25 (held at 1).
    assertThat(values(grey(2, 2, 0, 100, 0, 100).resized(4)))
        .containsExactly(0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100);
    // 3 -> 2: centres at 0.25 and 1.75.
    assertThat(values(grey(3, 3, 0, 10, 20, 40, 50, 60, 80, 90, 100).resized(2)))
        .containsExactly(13, 28, 73, 88);
    // A ramp stays a ramp, in each channel on its own.
    byte[] ramp = new byte[2 * 8 * 8 * 2];
    for (int i = 0; i < ramp.length; i++) {
      int column = i / 2 % 8;
      ramp[i] = (byte) (i % 2 == 0 ? 16 * column : 240 - 16 * column);
    }
    ImageSet large =
        ImageSet.of("ramp", 8, 8, 2, TWO, ramp, new int[] {1, 0}).range(1, 2).resized(16);
    for (int column = 1; column < 15; column++) {
      assertThat(large.pixel(0, 9, column, 0)).isEqualTo(8 * column - 4);
      assertThat(large.pixel(0, 3, column, 1)).isEqualTo(244 - 8 * column);
    }
    assertThat(large.label(0)).isZero();
    assertThatThrownBy(() -> large.resized(0)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> large.resized(1025)).isInstanceOf(ConfigException.class);
  }

  @Test
  void splitInFileOrder() {
    ImageSet all = ImageFiles.random(11, 2, 2, 1);
    SearchSplit split = SearchSplit.of(all, 0.5);
    assertThat(split.weights().size()).isEqualTo(5);
    assertThat(split.alpha().size()).isEqualTo(6);
    assertThat(split.weights().label(0)).isEqualTo(all.label(0));
    assertThat(split.alpha().label(0)).isEqualTo(all.label(5));
    for (double portion : new double[] {0, 1, -1, 0.05, Double.NaN}) {
      assertThatThrownBy(() -> SearchSplit.of(all, portion))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(String.valueOf(portion));
    }
    assertThat(SearchSplit.of(all, 0.99).alpha().size()).isEqualTo(1);
    assertThatThrownBy(() -> SearchSplit.of(all.first(1), 0.9)).isInstanceOf(ConfigException.class);
  }
}
