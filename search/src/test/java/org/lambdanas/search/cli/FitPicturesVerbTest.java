package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lnas fit} says of folders that nothing can be learnt from. */
class FitPicturesVerbTest {

  @TempDir private Path folder;

  private void pictures(String place, int number) throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("data").resolve(place));
    for (int i = 0; i < number; i++) {
      BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
      picture.setRGB(i % 16, 2, 0xffff00);
      ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
    }
  }

  private void refused(int code, String words, String... more) {
    String[] arguments = {
      "fit",
      "--data-dir",
      folder.resolve("data").toString(),
      "--output",
      folder.resolve("model").toString(),
      "--run-dir",
      folder.resolve("run").toString()
    };
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    Invocation invocation = Invocation.of(all);
    assertThat(invocation.code()).as(invocation.err()).isEqualTo(code);
    assertThat(invocation.err().lines().filter(line -> line.startsWith("lnas:")))
        .hasSize(1)
        .allMatch(line -> line.contains(words));
    assertThat(folder.resolve("run")).doesNotExist();
    assertThat(folder.resolve("model")).doesNotExist();
  }

  @Test
  void aFolderThatIsTooSmallIsRefusedInOneLine() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    refused(3, "at least two classes");
    pictures("cats", 20);
    refused(3, "at least two classes");
    pictures("dogs", 1);
    refused(3, "the class dogs has only 1 to learn from, a fit needs 10 pictures of each class");
    pictures("dogs", 9);
    refused(3, "the class dogs has only 7 to learn from and 2 to judge by");
  }

  @Test
  void whatIsTypedWronglyIsRefused() throws IOException {
    pictures("cats", 12);
    pictures("dogs", 12);
    refused(2, "unknown method 'guide', perhaps guided", "--methods", "guide");
    refused(2, "--limit", "--limit", "params=3");
    refused(
        2,
        "--augment-operations has no effect without --augment: leave it out, or use rand",
        "--augment-operations",
        "3");
  }
}
