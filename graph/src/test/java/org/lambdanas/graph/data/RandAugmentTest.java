package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.error.ConfigException;

class RandAugmentTest {

  private static final int HEIGHT = 14;
  private static final int WIDTH = 20;

  /** Pillow cuts off what is behind the point, and rounds what it moves values away from. */
  private static final Map<ImageOperation, Double> ROUNDED =
      Map.of(
          ImageOperation.BRIGHTNESS, 1.0,
          ImageOperation.COLOUR, 1.14,
          ImageOperation.CONTRAST, 1.27,
          ImageOperation.SHARPNESS, 1.0,
          ImageOperation.AUTO_CONTRAST, 1.0);

  private static final Map<String, float[]> PILLOW = new LinkedHashMap<>();

  @BeforeAll
  static void read() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(RandAugmentTest.class.getResourceAsStream("operations.txt"))) {
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" "))
          .forEach(line -> PILLOW.put(line[0], values(line[1])));
    }
  }

  private static float[] values(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }

  private static PixelImage picture() {
    return new PixelImage(Objects.requireNonNull(PILLOW.get("IDENTITY")).clone(), HEIGHT, WIDTH, 3);
  }

  @ParameterizedTest
  @EnumSource
  void operationsAreThoseOfPillow(ImageOperation operation) {
    for (int sign : new int[] {1, -1}) {
      float[] expected = PILLOW.get((sign < 0 ? "-" : "") + operation);
      if (expected == null) {
        // Without a direction.
        expected = Objects.requireNonNull(PILLOW.get(operation.name()));
      }
      PixelImage image = picture();
      operation.apply(image, sign * .3, RandAugment.RANGES);
      Double rounded = ROUNDED.get(operation);
      if (rounded == null) {
        assertThat(image.values()).containsExactly(expected);
        continue;
      }
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) image.values()[i]).isCloseTo(expected[i], within(rounded));
      }
    }
  }

  private static Set<ImageOperation> firstOf(float[] changed, double strength) {
    Set<ImageOperation> possible = EnumSet.noneOf(ImageOperation.class);
    for (ImageOperation operation : ImageOperation.values()) {
      for (double signed : new double[] {strength, -strength}) {
        PixelImage expected = picture();
        operation.apply(expected, signed, RandAugment.RANGES);
        if (Arrays.equals(expected.values(), changed)) {
          possible.add(operation);
        }
      }
    }
    return possible;
  }

  @Test
  void everyOperationIsDrawnAtTheMagnitude() {
    Set<ImageOperation> seen = EnumSet.noneOf(ImageOperation.class);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 300; i++) {
      PixelImage image = picture();
      new RandAugment(1, 12).draw(image, random);
      Set<ImageOperation> possible = firstOf(image.values(), .4);
      assertThat(possible).hasSize(1);
      seen.addAll(possible);
    }
    assertThat(seen).containsExactlyInAnyOrder(ImageOperation.values());
  }

  @Test
  void oneOperationFollowsTheOther() {
    PixelImage twice = picture();
    new RandAugment(2, 9).draw(twice, new SplittableRandom(5));
    PixelImage steps = picture();
    SplittableRandom random = new SplittableRandom(5);
    new RandAugment(1, 9).draw(steps, random);
    float[] first = steps.values().clone();
    new RandAugment(1, 9).draw(steps, random);
    assertThat(twice.values()).containsExactly(steps.values());
    assertThat(steps.values()).isNotEqualTo(first);
  }

  @Test
  void noOperationIsNoChange() {
    assertThat(new Augmentation(0, false, 0, 0, 0, new RandAugment(0, 9)).changesPixels())
        .isFalse();
    assertThat(new Augmentation(0, false, 0, 0, 0, new RandAugment(1, 0)).changesPixels()).isTrue();
  }

  /** The side at which the paper found its ranges; whole pixels towards no shift. */
  @Test
  void shiftsAreSharesOfTheSide() {
    assertThat(RandAugment.RANGES.shift(331, 1)).isEqualTo(150);
    assertThat(RandAugment.RANGES.shift(331, -.3)).isEqualTo(-45);
    assertThat(RandAugment.RANGES.shift(32, .3)).isEqualTo(4);
    assertThat(RandAugment.RANGES.shift(32, -.3)).isEqualTo(-4);
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> new RandAugment(17, 9))
        .isInstanceOf(ConfigException.class)
        .hasMessage("operations of an image are 17: give 0 to 16");
    assertThatThrownBy(() -> new RandAugment(-1, 9)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new RandAugment(2, 31))
        .isInstanceOf(ConfigException.class)
        .hasMessage("magnitude of operations is 31: give 0 to 30");
    assertThatThrownBy(() -> new RandAugment(2, -1)).isInstanceOf(ConfigException.class);
  }
}
