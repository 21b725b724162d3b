package org.lambdanas.graph.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A folder of small pictures of one colour each, whose red says which they are. */
record PictureTree(Path root) {

  static final int SIDE = 8;

  /** Writes a picture whose red is {@code number}, in the form of its name. */
  PictureTree put(String file, int number) {
    return write(file, png(number));
  }

  /** Writes pictures {@code 0.png} and so on, whose reds count up from {@code number}. */
  PictureTree put(String folder, int pictures, int number) {
    IntStream.range(0, pictures).forEach(i -> put(folder + "/" + i + ".png", number + i));
    return this;
  }

  /** Writes a file that ends in the middle. */
  PictureTree cut(String file) {
    byte[] whole = png(1);
    byte[] half = new byte[whole.length * 2 / 3];
    System.arraycopy(whole, 0, half, 0, half.length);
    return write(file, half);
  }

  PictureTree write(String file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private PictureTree write(String file, byte[] content) {
    Path path = root.resolve(file);
    try {
      Files.createDirectories(path.getParent());
      Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private static byte[] png(int number) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < SIDE * SIDE; p++) {
      image.setRGB(p % SIDE, p / SIDE, number << 16 | (p * 37 & 0xff));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  ImageSet load(Split split, PictureRules rules) {
    return load(split, 0, rules);
  }

  ImageSet load(Split split, int first, PictureRules rules) {
    return DataSets.open(DataSets.FOLDER, Optional.of(root))
        .load(Optional.of(root), split, first, 0, rules);
  }

  /** The numbers of pictures, in order. */
  static List<Integer> numbers(ImageSet images) {
    return IntStream.range(0, images.size()).map(i -> images.pixel(i, 0, 0, 0)).boxed().toList();
  }
}
