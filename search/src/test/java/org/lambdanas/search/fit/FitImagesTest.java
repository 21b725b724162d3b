package org.lambdanas.search.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.proto.v1.DataConfig;

class FitImagesTest {

  @TempDir private Path root;

  private static final class Warnings extends AbstractAppender {

    private final List<String> lines = new ArrayList<>();

    Warnings() {
      super("warnings", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
        lines.add(event.getMessage().getFormattedMessage());
      }
    }
  }

  private void pictures(String folder, int number) throws IOException {
    Path place = Files.createDirectories(root.resolve(folder));
    for (int i = 0; i < number; i++) {
      BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      picture.setRGB(i % 32, 3, 0xff00ff);
      ImageIO.write(picture, "png", place.resolve(i + ".png").toFile());
    }
  }

  private FitImages images() {
    DataConfig config =
        FieldSetting.withDefaults(DataConfig.newBuilder())
            .setDataSet("folder")
            .setDirectory(root.toString())
            .setTrainPortion(1)
            .setSkipBroken(true)
            .build();
    return new FitImages(ConfiguredImages.of(config));
  }

  private void refused(String words) {
    assertThatThrownBy(() -> images().requireEnough(16))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  @Test
  void tooFewPicturesOfAClassAreRefused() throws IOException {
    pictures("cats", 12);
    pictures("dogs", 8);
    refused("the class dogs has only 6 to learn from and 2 to judge by, a fit needs 10 pictures");
    pictures("dogs", 10);
    images().requireEnough(16);
    pictures("emus", 1);
    refused("the class emus has only 1 to learn from");
  }

  @Test
  void twoPlacesCountTogether() throws IOException {
    pictures("train/cats", 9);
    pictures("train/dogs", 5);
    pictures("val/cats", 1);
    pictures("val/dogs", 4);
    refused("the class dogs has only 5 to learn from and 4 to judge by");
    pictures("val/dogs", 5);
    images().requireEnough(16);
  }

  @Test
  void aBrokenPictureIsComplainedOfOnceHoweverOftenItIsRead() throws IOException {
    pictures("cats", 12);
    pictures("dogs", 12);
    Files.writeString(root.resolve("cats/none.png"), "not a picture");
    Path cut = root.resolve("dogs/3.png");
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(bytes, 45));
    Files.writeString(root.resolve("dogs/movie.avif"), "text");
    Logger log = (Logger) LogManager.getLogger("org.lambdanas.graph.data");
    Warnings warnings = new Warnings();
    warnings.start();
    log.addAppender(warnings);
    try {
      FitImages images = images();
      for (int side : new int[] {16, 24, 32}) {
        images.at(Split.TRAIN, side);
        images.at(Split.TEST, side);
      }
    } finally {
      log.removeAppender(warnings);
    }
    assertThat(warnings.lines.stream().filter(line -> line.contains("none.png"))).hasSize(1);
    assertThat(warnings.lines.stream().filter(line -> line.contains("3.png"))).hasSize(1);
    assertThat(warnings.lines).doesNotHaveDuplicates();
  }
}
