package org.lambdanas.graph.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Writes one image after another as normalised floats, cropped, mirrored, changed in colour and cut
 * out on the way. For one thread.
 */
final class ImageWriter {

  private final ImageSet images;
  private final byte[] pixels;
  private final float[] table;
  private final Augmentation augmentation;
  private final int height;
  private final int width;
  private final int channels;

  /** Writes bytes as they are, where pixels are changed before they are normalised. */
  private final Optional<ImageWriter> unnormalised;

  /** One image of it. */
  private final float[] whole;

  /**
   * A writer.
   *
   * @param table normalised value of every byte, [channels, 256]
   */
  ImageWriter(ImageSet images, float[] table, Augmentation augmentation) {
    this(
        images,
        table,
        augmentation,
        augmentation.changesPixels()
            ? Optional.of(
                new ImageWriter(images, plain(images.channels()), augmentation, Optional.empty()))
            : Optional.empty());
  }

  private ImageWriter(
      ImageSet images,
      float[] table,
      Augmentation augmentation,
      Optional<ImageWriter> unnormalised) {
    this.images = images;
    this.pixels = new byte[images.imageBytes()];
    this.table = table;
    this.augmentation = augmentation;
    this.height = images.height();
    this.width = images.width();
    this.channels = images.channels();
    this.unnormalised = unnormalised;
    this.whole = new float[unnormalised.isPresent() ? height * width * channels : 0];
  }

  /** Writes an image as it is to {@code to} from {@code at}. */
  void write(int image, float[] to, int at) {
    copy(image, to, at, 0, 0, false);
  }

  /** Writes an image with the random changes that come from {@code random}. */
  void write(int image, float[] to, int at, SplittableRandom random) {
    if (unnormalised.isPresent()) {
      // Pixels are changed as they are in pictures, and normalised then.
      unnormalised.get().place(image, whole, 0, random);
      augmentation.changePixels(new PixelImage(whole, height, width, channels), random);
      normalise(whole, to, at);
    } else {
      place(image, to, at, random);
    }
    if (augmentation.cutout() > 0) {
      int row = random.nextInt(height);
      int column = random.nextInt(width);
      cutOut(to, at, row, column);
    }
  }

  /** Bytes as they are, {@code [channels, 256]}. */
  private static float[] plain(int channels) {
    float[] plain = new float[channels << 8];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = i & 0xff;
    }
    return plain;
  }

  /** Whole values are normalised as bytes are, others between their neighbours. */
  private void normalise(float[] values, float[] to, int at) {
    for (int i = 0; i < values.length; i++) {
      int low = Math.min(254, (int) values[i]);
      float weight = values[i] - low;
      int entry = ((i % channels) << 8) + low;
      to[at + i] =
          weight == 0
              ? table[entry]
              : weight == 1
                  ? table[entry + 1]
                  : table[entry] + (table[entry + 1] - table[entry]) * weight;
    }
  }

  /** Crops and mirrors. */
  private void place(int image, float[] to, int at, SplittableRandom random) {
    if (augmentation.leastCropShare() > 0) {
      CropWindow window = CropWindow.draw(height, width, augmentation.leastCropShare(), random);
      stretch(image, to, at, window, augmentation.horizontalFlip() && random.nextBoolean());
    } else {
      shift(image, to, at, random);
    }
  }

  private void shift(int image, float[] to, int at, SplittableRandom random) {
    int padding = augmentation.cropPadding();
    int down = 0;
    int right = 0;
    if (padding > 0) {
      down = random.nextInt(2 * padding + 1) - padding;
      right = random.nextInt(2 * padding + 1) - padding;
    }
    boolean mirrored = augmentation.horizontalFlip() && random.nextBoolean();
    copy(image, to, at, down, right, mirrored);
  }

  /** Writes a window of the image at the image's size, between pixels as {@link Resize} does. */
  void stretch(int image, float[] to, int at, CropWindow window, boolean mirrored) {
    Resize.Axis rows = Resize.Axis.of(window.height(), height);
    Resize.Axis columns = Resize.Axis.of(window.width(), width);
    images.read(image, pixels);
    int corner = (window.top() * width + window.left()) * channels;
    for (int row = 0; row < height; row++) {
      int above = corner + rows.low()[row] * width * channels;
      int below = corner + rows.high()[row] * width * channels;
      float down = (float) rows.weight()[row];
      for (int column = 0; column < width; column++) {
        int left = columns.low()[column] * channels;
        int right = columns.high()[column] * channels;
        float across = (float) columns.weight()[column];
        int out = at + (row * width + (mirrored ? width - 1 - column : column)) * channels;
        for (int c = 0; c < channels; c++) {
          float upper = between(above + left + c, above + right + c, c, across);
          float lower = between(below + left + c, below + right + c, c, across);
          to[out + c] = upper + (lower - upper) * down;
        }
      }
    }
  }

  private float between(int first, int second, int channel, float weight) {
    float low = table[(channel << 8) + (pixels[first] & 0xff)];
    float high = table[(channel << 8) + (pixels[second] & 0xff)];
    return low + (high - low) * weight;
  }

  /** Writes the window that starts {@code down} and {@code right} of the image's corner. */
  void copy(int image, float[] to, int at, int down, int right, boolean mirrored) {
    images.read(image, pixels);
    int rowValues = width * channels;
    // Columns of the window that lie in the image: from..until.
    int from = Math.min(width, Math.max(0, -right));
    int until = Math.max(from, Math.min(width, width - right));
    for (int row = 0; row < height; row++) {
      int out = at + row * rowValues;
      int y = row + down;
      if (y < 0 || y >= height) {
        black(to, out, width);
        continue;
      }
      int in = y * rowValues + (from + right) * channels;
      if (mirrored) {
        black(to, out, width - until);
        black(to, out + (width - from) * channels, from);
        backwards(in, to, out + (width - 1 - from) * channels, until - from);
      } else {
        black(to, out, from);
        black(to, out + until * channels, width - until);
        forwards(in, to, out + from * channels, (until - from) * channels);
      }
    }
  }

  private void forwards(int in, float[] to, int out, int values) {
    if (channels == 3) {
      for (int i = 0; i < values; i += 3) {
        to[out + i] = table[pixels[in + i] & 0xff];
        to[out + i + 1] = table[256 + (pixels[in + i + 1] & 0xff)];
        to[out + i + 2] = table[512 + (pixels[in + i + 2] & 0xff)];
      }
      return;
    }
    for (int i = 0; i < values; i++) {
      to[out + i] = table[((i % channels) << 8) + (pixels[in + i] & 0xff)];
    }
  }

  private void backwards(int in, float[] to, int out, int count) {
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < channels; c++) {
        to[out - i * channels + c] = table[(c << 8) + (pixels[in + i * channels + c] & 0xff)];
      }
    }
  }

  private void black(float[] to, int out, int count) {
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < channels; c++) {
        to[out + i * channels + c] = table[c << 8];
      }
    }
  }

  /** Zeroes the square around a centre, clipped at the borders. */
  void cutOut(float[] to, int at, int row, int column) {
    int side = augmentation.cutout();
    int top = Math.max(0, row - side / 2);
    int bottom = Math.min(height, row - side / 2 + side);
    int left = Math.max(0, column - side / 2);
    int right = Math.min(width, column - side / 2 + side);
    for (int y = top; y < bottom; y++) {
      int start = at + y * width * channels;
      Arrays.fill(to, start + left * channels, start + right * channels, 0f);
    }
  }
}
