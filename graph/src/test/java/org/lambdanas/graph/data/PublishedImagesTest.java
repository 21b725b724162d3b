package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.testing.SharedFiles;

/** The embedded digits, and real files where they are at hand. */
class PublishedImagesTest {

  @Test
  void digitsAreThoseOfTheCsv() throws IOException {
    Path csv = SharedFiles.require("data/digits.csv.gz");
    DataSet digits = DataSets.byName("digits");
    ImageSet train = digits.load(Optional.empty(), Split.TRAIN, 0);
    ImageSet test = digits.load(Optional.empty(), Split.TEST, 0);
    List<String> lines;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(csv)), StandardCharsets.US_ASCII))) {
      lines = reader.lines().toList();
    }
    assertThat(lines).hasSize(train.size() + test.size());
    for (int i = 0; i < lines.size(); i++) {
      ImageSet images = i < 1437 ? train : test;
      int image = i < 1437 ? i : i - 1437;
      String[] fields = lines.get(i).split(",", -1);
      assertThat(images.label(image)).isEqualTo(Integer.parseInt(fields[64]));
      for (int p = 0; p < 64; p++) {
        assertThat(images.pixel(image, p / 8, p % 8, 0))
            .isEqualTo(Math.round(Integer.parseInt(fields[p]) * 255 / 16f));
      }
    }
  }

  @Test
  void digitsNeedNoFolder() {
    DataSet digits = DataSets.byName("digits");
    ImageSet train = digits.load(Optional.empty(), Split.TRAIN, 0);
    assertThat(train.size()).isEqualTo(1437);
    assertThat(train.height()).isEqualTo(digits.imageSize());
    assertThat(digits.load(Optional.empty(), Split.TEST, 0).size()).isEqualTo(360);
    assertThat(digits.load(Optional.empty(), Split.TEST, 12).size()).isEqualTo(12);
    assertThatThrownBy(() -> digits.load(Optional.empty(), Split.TEST, 361))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> digits.load(Optional.of(Path.of("x")), Split.TEST, 0))
        .isInstanceOf(ConfigException.class);
    assertMeasured(digits.normalisation(), train, 1e-5);
    // As read from the published file, image by image.
    assertThat(HexFormat.of().formatHex(train.sha256()))
        .isEqualTo("82940a8f21ac710741795b8c81faf397c06358b416461b2a810530f248eea506");
    assertThat(HexFormat.of().formatHex(digits.load(Optional.empty(), Split.TEST, 0).sha256()))
        .isEqualTo("6813b810683c2d4d5a0a162e583d4b9829c4f21ec43b3bee9f176923d0f93f02");
  }

  @Test
  void cifar10Files() {
    Path folder = SharedFiles.require("data/cifar10");
    DataSet cifar = DataSets.byName("cifar10");
    ImageSet train = cifar.load(Optional.of(folder), Split.TRAIN, 0);
    assertThat(train.size()).isEqualTo(20_000);
    // The constants are those of 50 000 images.
    assertMeasured(cifar.normalisation(), train, 0.005);
    for (int i = 0; i < train.size(); i++) {
      assertThat(train.label(i)).isEqualTo(i % 10);
    }
    ImageSet test = cifar.load(Optional.of(folder), Split.TEST, 0);
    assertThat(test.size()).isEqualTo(4000);
    ImageSet prefix = cifar.load(Optional.of(folder), Split.TRAIN, 1000);
    assertThat(prefix.sha256()).isEqualTo(train.first(1000).sha256());
    assertThat(test.first(1000).sha256()).isNotEqualTo(prefix.sha256());
  }

  private static void assertMeasured(Normalisation stated, ImageSet images, double tolerance) {
    Normalisation measured = Normalisation.measure(images);
    for (int c = 0; c < images.channels(); c++) {
      assertThat(measured.mean().get(c)).isCloseTo(stated.mean().get(c), within(tolerance));
      assertThat(measured.deviation().get(c))
          .isCloseTo(stated.deviation().get(c), within(tolerance));
    }
  }

  @Test
  void namesAndDefaults() {
    assertThat(DataSets.all().stream().map(DataSet::id))
        .containsExactly("digits", "cifar10", "cifar100", "svhn", "mnist", "fashion-mnist");
    assertThatThrownBy(() -> DataSets.byName("imagenet"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("known are digits, cifar10");
    for (DataSet set : DataSets.all()) {
      assertThat(set.normalisation().mean()).hasSize(set.channels());
      assertThat(set.classNames()).doesNotHaveDuplicates().hasSize(set.classes());
    }
    assertThat(DataSets.byName("cifar100").classes()).isEqualTo(100);
    assertThat(DataSets.byName("cifar10").augmentation(32))
        .isEqualTo(new Augmentation(4, true, 0, 0));
    assertThat(DataSets.byName("svhn").augmentation(16)).isEqualTo(new Augmentation(2, true, 0, 0));
    assertThat(DataSets.byName("digits").augmentation(8))
        .isEqualTo(new Augmentation(1, false, 0, 0));
  }
}
