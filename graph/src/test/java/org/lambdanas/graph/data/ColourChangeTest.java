package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Colours against values worked out by hand. */
class ColourChangeTest {

  private static PixelImage grey(float... values) {
    return new PixelImage(values, 1, values.length, 1);
  }

  private static PixelImage random(int side, int channels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[side * side * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256);
    }
    return new PixelImage(values, side, side, channels);
  }

  private static double mean(PixelImage image) {
    double sum = 0;
    for (float value : image.values()) {
      sum += value;
    }
    return sum / image.values().length;
  }

  @Test
  void factorsWithinTheRangeOfBytes() {
    PixelImage image = grey(0, 100, 200);
    ColourChange.brightness(image, 1.5);
    assertThat(image.values()).containsExactly(0, 150, 255);
    image = grey(50, 100, 150);
    ColourChange.contrast(image, 1.5);
    assertThat(image.values()).containsExactly(25, 100, 175);
    ColourChange.contrast(image, 0);
    assertThat(image.values()).containsExactly(100, 100, 100);
    ColourChange.brightness(image, 0);
    assertThat(image.values()).containsOnly(0);
  }

  @Test
  void saturationMovesColoursTowardsTheirGrey() {
    PixelImage image = new PixelImage(new float[] {200, 100, 50, 70, 70, 70}, 1, 2, 3);
    float grey = image.grey(0);
    assertThat(grey).isCloseTo(.299f * 200 + .587f * 100 + .114f * 50, within(1e-4f));
    ColourChange.saturation(image, 0);
    assertThat(image.values()[0]).isEqualTo(image.values()[1]).isCloseTo(grey, within(1e-3f));
    assertThat(image.values()[4]).isCloseTo(70, within(1e-3f));
    PixelImage plain = grey(1, 2, 3);
    ColourChange.saturation(plain, 0);
    assertThat(plain.values()).containsExactly(1, 2, 3);
  }

  @Test
  void sharpnessLeavesTheBorder() {
    PixelImage image = new PixelImage(new float[] {0, 0, 0, 0, 130, 0, 0, 0, 0}, 3, 3, 1);
    ColourChange.sharpness(image, 0);
    assertThat(image.values()).containsExactly(0, 0, 0, 0, 50, 0, 0, 0, 0);
    PixelImage corner = new PixelImage(new float[] {130, 0, 0, 0, 0, 0, 0, 0, 0}, 3, 3, 1);
    ColourChange.sharpness(corner, 0);
    assertThat(corner.values()).containsExactly(130, 0, 0, 0, 10, 0, 0, 0, 0);
  }

  @Test
  void bitsThresholdsAndHistograms() {
    PixelImage image = grey(255, 130, 127, 3);
    ColourChange.posterize(image, 2);
    assertThat(image.values()).containsExactly(192, 128, 64, 0);
    image = grey(255, 128, 127, 3);
    ColourChange.solarize(image, 128);
    assertThat(image.values()).containsExactly(0, 127, 127, 3);
    image = grey(10, 20, 30);
    ColourChange.stretchContrast(image);
    assertThat(image.values()).containsExactly(0, 127.5f, 255);
    image = grey(7, 7);
    ColourChange.stretchContrast(image);
    ColourChange.equalize(image);
    assertThat(image.values()).containsExactly(7, 7);
  }

  @Test
  void equalizeSpreadsValuesEvenly() {
    PixelImage image = random(64, 1, 3);
    for (int i = 0; i < image.values().length; i++) {
      image.values()[i] = (float) Math.floor(image.values()[i] / 4);
    }
    assertThat(mean(image)).isLessThan(35);
    ColourChange.equalize(image);
    assertThat(mean(image)).isCloseTo(127.5, within(10.0));
    float[] values = image.values();
    assertThat(values[0]).isBetween(0f, 255f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFactorOfOneAndAllBitsAreTheIdentity(int channels) {
    List<BiConsumer<PixelImage, Double>> changes =
        List.of(
            ColourChange::brightness,
            ColourChange::contrast,
            ColourChange::saturation,
            ColourChange::sharpness);
    PixelImage image = random(7, channels, 4);
    float[] before = image.values().clone();
    changes.forEach(change -> change.accept(image, 1.0));
    ColourChange.posterize(image, 8);
    ColourJitter.draw(image, 0, new SplittableRandom(1));
    assertThat(image.values()).containsExactly(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void jitterKeepsRangeAndMean(int channels) {
    SplittableRandom random = new SplittableRandom(5);
    double sum = 0;
    int draws = 2000;
    boolean changed = false;
    for (int i = 0; i < draws; i++) {
      PixelImage image = random(4, channels, 6);
      // Far enough from both ends for nothing to be clipped.
      for (int v = 0; v < image.values().length; v++) {
        image.values()[v] = 100 + image.values()[v] / 10;
      }
      double before = mean(image);
      ColourJitter.draw(image, .3, random);
      for (float value : image.values()) {
        assertThat(value).isBetween(0f, 255f);
      }
      sum += mean(image) / before;
      changed |= Math.abs(mean(image) / before - 1) > .25;
    }
    assertThat(sum / draws).isCloseTo(1, within(.02));
    assertThat(changed).isTrue();
  }
}
