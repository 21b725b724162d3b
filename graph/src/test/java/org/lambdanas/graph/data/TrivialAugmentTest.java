package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.random.Seed;

class TrivialAugmentTest {

  private static final int SIDE = 17;

  private static PixelImage image(int channels) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[SIDE * SIDE * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = 20 + random.nextInt(200);
    }
    return new PixelImage(values, SIDE, SIDE, channels);
  }

  @ParameterizedTest
  @EnumSource(TrivialAugment.class)
  void strengthsWithinTheRange(TrivialAugment operation) {
    for (int channels : new int[] {1, 3}) {
      for (int i = -30; i <= 30; i++) {
        PixelImage image = image(channels);
        operation.apply(image, i / 30.0);
        for (float value : image.values()) {
          assertThat(value).isBetween(0f, 255.001f);
        }
      }
    }
  }

  /** Stretching a histogram has no strength. */
  @ParameterizedTest
  @EnumSource(
      value = TrivialAugment.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AUTO_CONTRAST", "EQUALIZE"})
  void noStrengthIsTheIdentityAndFullStrengthIsNot(TrivialAugment operation) {
    PixelImage image = image(3);
    float[] before = image.values().clone();
    operation.apply(image, 0);
    assertThat(image.values()).containsExactly(before);
    operation.apply(image, 1);
    assertThat(Arrays.equals(image.values(), before))
        .isEqualTo(operation == TrivialAugment.IDENTITY);
  }

  @Test
  void pixelsMoveAsFarAsAsked() {
    PixelImage image = image(1);
    float[] before = image.values().clone();
    AffineChange.shift(2, -1).apply(image);
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        boolean inside = row >= 1 && column < SIDE - 2;
        assertThat(image.values()[row * SIDE + column])
            .isEqualTo(inside ? before[(row - 1) * SIDE + column + 2] : 0);
      }
    }
    image = image(1);
    for (int i = 0; i < 4; i++) {
      AffineChange.turn(90, SIDE, SIDE).apply(image);
      if (i == 0) {
        // Anticlockwise: the right column comes to the top.
        for (int column = 0; column < SIDE; column++) {
          assertThat(image.values()[column]).isEqualTo(before[column * SIDE + SIDE - 1]);
        }
      }
    }
    assertThat(image.values()).containsExactly(before);
    AffineChange.shearRows(1).apply(image);
    // The centre of row r moves by r + 1/2 pixels.
    assertThat(image.values()[3 * SIDE]).isEqualTo(before[3 * SIDE + 4]);
  }

  @Test
  void smallImagesMoveNotFurtherThanTheirSide() {
    PixelImage image = image(1);
    float[] before = image.values().clone();
    TrivialAugment.TRANSLATE_X.apply(image, (SIDE - 1.0) / SIDE);
    assertThat(image.values()[0]).isEqualTo(before[SIDE - 1]);
    TrivialAugment.TRANSLATE_X.apply(image, 1);
    assertThat(image.values()).containsOnly(0);
  }

  /** What was drawn is told by what it did. */
  @Test
  void everyOperationIsDrawn() {
    EnumSet<TrivialAugment> drawn = EnumSet.noneOf(TrivialAugment.class);
    SplittableRandom random = new SplittableRandom(3);
    float[] before = image(3).values();
    for (int i = 0; i < 300 && drawn.size() < TrivialAugment.values().length; i++) {
      PixelImage image = image(3);
      TrivialAugment.draw(image, random);
      if (Arrays.equals(image.values(), before)) {
        drawn.add(TrivialAugment.IDENTITY);
        continue;
      }
      for (TrivialAugment operation : EnumSet.complementOf(drawn)) {
        for (int strength = -30; strength <= 30; strength++) {
          PixelImage expected = image(3);
          operation.apply(expected, strength / 30.0);
          if (Arrays.equals(expected.values(), image.values())) {
            drawn.add(operation);
          }
        }
      }
    }
    assertThat(drawn).containsExactlyInAnyOrder(TrivialAugment.values());
  }

  private static Batches batches(Augmentation augmentation, int channels, long seed) {
    List<Double> half = Collections.nCopies(channels, .5);
    return Batches.shuffled(
        ImageFiles.random(40, SIDE, SIDE, channels),
        7,
        augmentation,
        new Normalisation(half, half),
        new Seed(seed));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void batchesDependOnSeedEpochAndIndexOnly(int channels) {
    Augmentation all = new Augmentation(1, true, 3, 0, .4, true);
    Batches forwards = batches(all, channels, 1);
    Batches backwards = batches(all, channels, 1);
    Batches other = batches(all, channels, 2);
    TreeSet<Float> values = new TreeSet<>();
    for (int step = 0; step < 20; step++) {
      Batch batch = forwards.batchAt(step);
      assertThat(batch.images()).hasSize(batch.size() * SIDE * SIDE * channels);
      assertThat(other.batchAt(step).images()).isNotEqualTo(batch.images());
      for (float value : batch.images()) {
        assertThat(value).isBetween(-1.0001f, 1.0001f);
        values.add(value);
      }
    }
    assertThat(values).hasSizeGreaterThan(256);
    for (int step = 19; step >= 0; step--) {
      assertThat(backwards.batchAt(step).images()).containsExactly(forwards.batchAt(step).images());
    }
  }

  /** Where nothing is changed, what is normalised later is the same to the bit. */
  @Test
  void theIdentityIsTheImageItself() {
    ImageSet images = ImageFiles.random(1, SIDE, SIDE, 3);
    float[] table = new Normalisation(List.of(.4, .5, .6), List.of(.2, .3, .4)).table();
    float[] plain = new float[SIDE * SIDE * 3];
    new ImageWriter(images, table, Augmentation.none()).write(0, plain, 0);
    // Factors so near 1 that no value is another float.
    Augmentation least = new Augmentation(0, false, 0, 0, Double.MIN_NORMAL, false);
    float[] changed = new float[plain.length];
    new ImageWriter(images, table, least).write(0, changed, 0, new SplittableRandom(1));
    assertThat(changed).containsExactly(plain);
  }
}
