package org.lambdanas.graph.data;

import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;

/**
 * How pictures become the images that a network takes: as those of a training's folder do ({@link
 * ClassFolders}), the middle square of each, shrunk in two steps. Safe for use by several threads.
 *
 * @param keptSide side of the squares of the first step, in pixels; 0: for each picture its shorter
 *     side, but no more than 224 pixels (or the image's side, if that is more)
 * @param side of the images, in pixels
 * @param channels 3, or 1 for grey, to which colours are brought as Pillow's {@code convert("L")}
 *     does
 */
public record PictureSquares(int keptSide, int side, int channels) {

  /** As of all images, in pixels. */
  private static final int LARGEST = 1024;

  /** Red, green and blue in a grey, in 65536ths (ITU-R 601-2). */
  private static final int[] LUMA = {19595, 38470, 7471};

  /**
   * Checks the numbers.
   *
   * @throws DataException if no picture can become such an image
   */
  public PictureSquares {
    if (keptSide < 0
        || Math.max(keptSide, side) > LARGEST
        || side < 1
        || (channels != 1 && channels != 3)) {
      throw new DataException(
          "pictures cannot be brought to %d x %d x %d, by way of %d: sides of 1 to %d and 1 or 3"
                  .formatted(side, side, channels, keptSide, LARGEST)
              + " channels are made");
    }
  }

  /** Reads a file. */
  public ReadPicture read(Path file) {
    try {
      Optional<PictureFile> found = PictureFile.of(file);
      if (found.isEmpty() || !found.get().format().isRead()) {
        return new ReadPicture.Other(
            file, found.map(picture -> picture.format().name()).orElse(""));
      }
      return square(found.get());
    } catch (DataException e) {
      return new ReadPicture.Broken(file, e);
    }
  }

  private ReadPicture square(PictureFile picture) {
    int kept =
        keptSide > 0
            ? keptSide
            : Math.min(picture.shorterSide(), Math.max(ClassFolders.LARGEST_SIDE, side));
    Picture.Square square = Picture.square(picture, kept);
    byte[] rgb = square.rgb();
    if (kept != side) {
      rgb = new byte[3 * side * side];
      new Resize(kept, kept, 3, side).image(square.rgb(), 0, rgb, 0);
    }
    return new ReadPicture.Square(
        picture.path(), channels == 3 ? rgb : grey(rgb), square.isDamaged());
  }

  private static byte[] grey(byte[] rgb) {
    byte[] grey = new byte[rgb.length / 3];
    for (int i = 0; i < grey.length; i++) {
      int sum = 1 << 15;
      for (int c = 0; c < 3; c++) {
        sum += LUMA[c] * (rgb[3 * i + c] & 0xff);
      }
      grey[i] = (byte) (sum >> 16);
    }
    return grey;
  }
}
