package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;

/** Crop, mirror and cutout against arrays worked out by hand. */
class AugmentationTest {

  /** Leaves byte values as they are, but shows black as 0.5 and so tells it from zero. */
  private static final Normalisation PLAIN = Normalisation.grey(-0.5 / 255, 1 / 255.0);

  private static final ImageSet RAMP =
      ImageSet.of(
          "ramp",
          3,
          3,
          1,
          List.of("only"),
          new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9},
          new int[2]);

  private static float[] window(int down, int right, boolean mirrored) {
    float[] to = new float[11];
    new ImageWriter(RAMP, PLAIN.table(), Augmentation.none()).copy(1, to, 1, down, right, mirrored);
    assertThat(to[0]).isZero();
    assertThat(to[10]).isZero();
    float[] image = new float[9];
    for (int i = 0; i < 9; i++) {
      image[i] = to[1 + i] - 0.5f;
    }
    return image;
  }

  @Test
  void crops() {
    assertThat(window(0, 0, false)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(window(1, 0, false)).containsExactly(4, 5, 6, 7, 8, 9, 0, 0, 0);
    assertThat(window(-1, 0, false)).containsExactly(0, 0, 0, 1, 2, 3, 4, 5, 6);
    assertThat(window(0, 1, false)).containsExactly(2, 3, 0, 5, 6, 0, 8, 9, 0);
    assertThat(window(0, -2, false)).containsExactly(0, 0, 1, 0, 0, 4, 0, 0, 7);
    assertThat(window(-2, 2, false)).containsExactly(0, 0, 0, 0, 0, 0, 3, 0, 0);
    assertThat(window(0, 5, false)).containsOnly(0);
    assertThat(window(0, -5, true)).containsOnly(0);
  }

  @Test
  void mirrors() {
    assertThat(window(0, 0, true)).containsExactly(3, 2, 1, 6, 5, 4, 9, 8, 7);
    assertThat(window(0, 1, true)).containsExactly(0, 3, 2, 0, 6, 5, 0, 9, 8);
    assertThat(window(1, -1, true)).containsExactly(5, 4, 0, 8, 7, 0, 0, 0, 0);
  }

  @Test
  void cutsOutWithinTheBorders() {
    ImageWriter writer = new ImageWriter(RAMP, PLAIN.table(), new Augmentation(0, false, 2, 0));
    // Rows and columns centre - 1 and centre.
    float[] to = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    writer.cutOut(to, 0, 1, 1);
    assertThat(to).containsExactly(0, 0, 3, 0, 0, 6, 7, 8, 9);
    writer.cutOut(to, 0, 0, 2);
    assertThat(to).containsExactly(0, 0, 0, 0, 0, 6, 7, 8, 9);
    float[] odd = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    new ImageWriter(RAMP, PLAIN.table(), new Augmentation(0, false, 3, 0)).cutOut(odd, 0, 2, 2);
    assertThat(odd).containsExactly(1, 2, 3, 4, 0, 0, 7, 0, 0);
  }

  @Test
  void everyChannelHasItsOwnNormalisation() {
    Normalisation normalisation =
        new Normalisation(List.of(0.0, 0.5, 1.0), List.of(1.0, 0.5, 0.25));
    ImageSet images =
        ImageSet.of(
            "rgb",
            1,
            2,
            3,
            List.of("only"),
            new byte[] {0, 0, 0, (byte) 255, (byte) 255, (byte) 255},
            new int[1]);
    float[] to = new float[6];
    ImageWriter writer = new ImageWriter(images, normalisation.table(), Augmentation.none());
    writer.write(0, to, 0);
    assertThat(to).containsExactly(0, -1, -4, 1, 1, 0);
    // Mirrored, pixels change places and channels do not; what comes in is black.
    writer.copy(0, to, 0, 0, 0, true);
    assertThat(to).containsExactly(1, 1, 0, 0, -1, -4);
    writer.copy(0, to, 0, 0, 1, false);
    assertThat(to).containsExactly(1, 1, 0, 0, -1, -4);
  }

  @Test
  void drawsCoverTheWholeRangeEvenly() {
    ImageWriter writer =
        new ImageWriter(
            ImageSet.of(
                "dot",
                5,
                5,
                1,
                List.of("only"),
                new byte[] {
                  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                },
                new int[1]),
            PLAIN.table(),
            new Augmentation(2, true, 0, 0));
    int[] counts = new int[25];
    SplittableRandom random = new SplittableRandom(1);
    float[] to = new float[25];
    for (int i = 0; i < 25_000; i++) {
      writer.write(0, to, 0, random);
      for (int j = 0; j < 25; j++) {
        counts[j] += to[j] > 1 ? 1 : 0;
      }
    }
    // Binomial with mean 1000 and deviation 31.
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 850 && count < 1150);
  }

  @Test
  void mirrorsHalfOfTheImagesAndCutsAnywhere() {
    ImageWriter flips = new ImageWriter(RAMP, PLAIN.table(), new Augmentation(0, true, 0, 0));
    ImageWriter cuts = new ImageWriter(RAMP, PLAIN.table(), new Augmentation(0, false, 1, 0));
    SplittableRandom random = new SplittableRandom(2);
    int mirrored = 0;
    int[] cut = new int[9];
    float[] to = new float[9];
    for (int i = 0; i < 9000; i++) {
      flips.write(1, to, 0, random);
      mirrored += to[0] > 2 ? 1 : 0;
      cuts.write(1, to, 0, random);
      int zeros = 0;
      for (int j = 0; j < 9; j++) {
        cut[j] += to[j] == 0 ? 1 : 0;
        zeros += to[j] == 0 ? 1 : 0;
      }
      assertThat(zeros).isEqualTo(1);
    }
    assertThat(mirrored).isBetween(4250, 4750);
    assertThat(Arrays.stream(cut)).allMatch(count -> count > 850 && count < 1150);
  }

  private static final int SIDE = 40;

  /** Its first channel is the column, its second the row. */
  private static ImageSet slopes() {
    byte[] pixels = new byte[SIDE * SIDE * 2];
    for (int i = 0; i < SIDE * SIDE; i++) {
      pixels[2 * i] = (byte) (i % SIDE);
      pixels[2 * i + 1] = (byte) (i / SIDE);
    }
    return ImageSet.of("slopes", SIDE, SIDE, 2, List.of("only"), pixels, new int[1]);
  }

  private static final float[] BYTES =
      new Normalisation(List.of(0.0, 0.0), List.of(1 / 255.0, 1 / 255.0)).table();

  @Test
  void stretchedWindowsHaveTheirShareAndForm() {
    ImageWriter writer = new ImageWriter(slopes(), BYTES, new Augmentation(0, true, 0, .2));
    SplittableRandom random = new SplittableRandom(3);
    float[] to = new float[SIDE * SIDE * 2];
    int mirrored = 0;
    double shares = 0;
    int draws = 2000;
    for (int i = 0; i < draws; i++) {
      writer.write(0, to, 0, random);
      // The slope in the middle, where the border does not matter: width and height of the window.
      int middle = SIDE / 2;
      int at = (middle * SIDE + middle) * 2;
      double across = to[at + 2] - to[at];
      double down = to[at + 1 + SIDE * 2] - to[at + 1];
      double width = Math.abs(across);
      double share = width * down;
      assertThat(share).isBetween(.2 - .04, 1.0001);
      assertThat(width / down).isBetween(.75 - .06, 4 / 3.0 + .09);
      assertThat(to[0]).isBetween(0f, SIDE - 1f);
      assertThat(to[to.length - 1]).isBetween(0f, SIDE - 1f);
      shares += share;
      mirrored += across < 0 ? 1 : 0;
    }
    assertThat(mirrored).isBetween(900, 1100);
    // Windows that do not fit are drawn again, which takes more from the large ones.
    assertThat(shares / draws).isBetween(.5, .6);
  }

  @Test
  void aWindowOfTheWholeImageIsTheImage() {
    ImageSet image = slopes();
    ImageWriter writer = new ImageWriter(image, BYTES, new Augmentation(0, false, 0, 1));
    float[] whole = new float[SIDE * SIDE * 2];
    writer.write(0, whole, 0);
    float[] drawn = new float[SIDE * SIDE * 2];
    writer.write(0, drawn, 0, new SplittableRandom(4));
    assertThat(drawn).containsExactly(whole);
    // Every second pixel centre of a half lies a quarter before or behind a pixel.
    writer.stretch(0, drawn, 0, new CropWindow(10, 20, 20, 20), false);
    assertThat(drawn[2 * 2]).isEqualTo(20.75f);
    assertThat(drawn[2 * 3]).isEqualTo(21.25f);
    assertThat(drawn[2 * 2 * SIDE + 1]).isEqualTo(10.75f);
    writer.stretch(0, drawn, 0, new CropWindow(10, 20, 20, 20), true);
    assertThat(drawn[2 * (SIDE - 1 - 2)]).isEqualTo(20.75f);
  }

  @Test
  void narrowImagesHaveTheirLargestWindowOfUsualForm() {
    assertThat(CropWindow.draw(100, 3, 1, new SplittableRandom(0)))
        .isEqualTo(new CropWindow(48, 0, 4, 3));
    assertThat(CropWindow.draw(3, 100, 1, new SplittableRandom(0)))
        .isEqualTo(new CropWindow(0, 48, 3, 4));
  }

  @Test
  void outOfRange() {
    assertThatThrownBy(() -> new Augmentation(0, false, 0, 1.5))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Augmentation(0, false, 0, -.1))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Augmentation(0, false, 0, Double.NaN))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Augmentation(4, false, 0, .08))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("one of the two crops");
    assertThatThrownBy(() -> new Augmentation(-1, false, 0, 0)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Augmentation(0, false, 1025, 0))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Normalisation(List.of(0.5), List.of(0.0)))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Normalisation(List.of(0.5), List.of(1.0, 1.0)))
        .isInstanceOf(ConfigException.class);
  }
}
