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
    ImageWriter writer = new ImageWriter(RAMP, PLAIN.table(), new Augmentation(0, false, 2));
    // Rows and columns centre - 1 and centre.
    float[] to = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    writer.cutOut(to, 0, 1, 1);
    assertThat(to).containsExactly(0, 0, 3, 0, 0, 6, 7, 8, 9);
    writer.cutOut(to, 0, 0, 2);
    assertThat(to).containsExactly(0, 0, 0, 0, 0, 6, 7, 8, 9);
    float[] odd = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    new ImageWriter(RAMP, PLAIN.table(), new Augmentation(0, false, 3)).cutOut(odd, 0, 2, 2);
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
            new Augmentation(2, true, 0));
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
    ImageWriter flips = new ImageWriter(RAMP, PLAIN.table(), new Augmentation(0, true, 0));
    ImageWriter cuts = new ImageWriter(RAMP, PLAIN.table(), new Augmentation(0, false, 1));
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

  @Test
  void outOfRange() {
    assertThatThrownBy(() -> new Augmentation(-1, false, 0)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Augmentation(0, false, 1025)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Normalisation(List.of(0.5), List.of(0.0)))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Normalisation(List.of(0.5), List.of(1.0, 1.0)))
        .isInstanceOf(ConfigException.class);
  }
}
