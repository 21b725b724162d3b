package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.random.Seed;

class DrawnOperationsTest {

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
  @EnumSource(ImageOperation.class)
  void strengthsWithinTheRange(ImageOperation operation) {
    for (int channels : new int[] {1, 3}) {
      for (int i = -30; i <= 30; i++) {
        PixelImage image = image(channels);
        operation.apply(image, i / 30.0, TrivialAugment.WIDE);
        for (float value : image.values()) {
          assertThat(value).isBetween(0f, 255.001f);
        }
      }
    }
  }

  /** Stretching a histogram has no strength. */
  @ParameterizedTest
  @EnumSource(
      value = ImageOperation.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AUTO_CONTRAST", "EQUALIZE"})
  void noStrengthIsTheIdentityAndFullStrengthIsNot(ImageOperation operation) {
    PixelImage image = image(3);
    float[] before = image.values().clone();
    operation.apply(image, 0, TrivialAugment.WIDE);
    assertThat(image.values()).containsExactly(before);
    operation.apply(image, 1, TrivialAugment.WIDE);
    assertThat(Arrays.equals(image.values(), before))
        .isEqualTo(operation == ImageOperation.IDENTITY);
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
    ImageOperation.TRANSLATE_X.apply(image, (SIDE - 1.0) / SIDE, TrivialAugment.WIDE);
    assertThat(image.values()[0]).isEqualTo(before[SIDE - 1]);
    ImageOperation.TRANSLATE_X.apply(image, 1, TrivialAugment.WIDE);
    assertThat(image.values()).containsOnly(0);
  }

  /** What was drawn is told by what it did. */
  @Test
  void everyOperationIsDrawn() {
    EnumSet<ImageOperation> drawn = EnumSet.noneOf(ImageOperation.class);
    SplittableRandom random = new SplittableRandom(3);
    float[] before = image(3).values();
    for (int i = 0; i < 300 && drawn.size() < ImageOperation.values().length; i++) {
      PixelImage image = image(3);
      new TrivialAugment().draw(image, random);
      if (Arrays.equals(image.values(), before)) {
        drawn.add(ImageOperation.IDENTITY);
        continue;
      }
      for (ImageOperation operation : EnumSet.complementOf(drawn)) {
        for (int strength = -30; strength <= 30; strength++) {
          PixelImage expected = image(3);
          operation.apply(expected, strength / 30.0, TrivialAugment.WIDE);
          if (Arrays.equals(expected.values(), image.values())) {
            drawn.add(operation);
          }
        }
      }
    }
    assertThat(drawn).containsExactlyInAnyOrder(ImageOperation.values());
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

  private static Stream<Arguments> drawn() {
    return Stream.of(new TrivialAugment(), new RandAugment(3, 20))
        .flatMap(drawn -> Stream.of(Arguments.of(drawn, 1), Arguments.of(drawn, 3)));
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void batchesDependOnSeedEpochAndIndexOnly(DrawnOperations drawn, int channels) {
    Augmentation all = new Augmentation(1, true, 3, 0, .4, drawn);
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
    Augmentation least =
        new Augmentation(0, false, 0, 0, Double.MIN_NORMAL, DrawnOperations.none());
    float[] changed = new float[plain.length];
    new ImageWriter(images, table, least).write(0, changed, 0, new SplittableRandom(1));
    assertThat(changed).containsExactly(plain);
  }
}
