package org.lambdanas.graph.data;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.lambdanas.graph.error.DataException;

/**
 * A decoded picture: its samples as they are stored, and what they mean.
 *
 * @param samples of all pixels
 * @param colours makes red, green and blue of them
 * @param orientation how they are turned
 * @param isDamaged whether the decoder had to guess at some
 */
record Picture(Raster samples, Colours colours, Orientation orientation, boolean isDamaged) {

  /** A picture of more pixels is taken for damage or malice. */
  private static final long MOST_PIXELS = 1L << 26;

  /** A file of more bytes holds more than pixels. */
  private static final long MOST_BYTES = 1L << 29;

  /** Pictures of more pixels are decoded one at a time, whatever the number of threads. */
  private static final long LARGE = 1L << 24;

  private static final Object ONE_LARGE = new Object();

  /**
   * The middle square of a picture.
   *
   * @param rgb [side, side, 3]
   * @param isDamaged whether the decoder had to guess at some pixels
   */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Square(byte[] rgb, boolean isDamaged) {}

  /**
   * Reads the middle square of a picture, first shrunk by a whole factor, then interpolated.
   *
   * @param side rows and columns of the result
   * @throws DataException if the file cannot be read, is cut short or too large
   */
  static Square square(PictureFile file, int side) {
    try {
      if (Files.size(file.path()) > MOST_BYTES) {
        throw new DataException(
            file.path() + " has more than the " + MOST_BYTES + " bytes that are read");
      }
      byte[] bytes = Files.readAllBytes(file.path());
      try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
        ImageReader reader = file.format().reader();
        try {
          reader.setInput(in, true, true);
          return square(reader, file, bytes, side);
        } finally {
          reader.dispose();
        }
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders answer damage with exceptions of many kinds.
      throw PictureFile.unreadable(file.path(), e);
    }
  }

  private static Square square(ImageReader reader, PictureFile file, byte[] bytes, int side)
      throws IOException {
    // The header is asked first: a few bytes can claim gigabytes.
    boolean gif = file.format().equals(PictureFormat.GIF);
    boolean webp = file.format().equals(PictureFormat.WEBP);
    long pixels =
        gif
            ? GifScreen.of(reader, bytes).pixels()
            : webp ? RiffChunks.mostPixels(bytes) : (long) reader.getWidth(0) * reader.getHeight(0);
    if (pixels > MOST_PIXELS) {
      throw new DataException(
          "%s has %d pixels: more than %d are not read"
              .formatted(file.path(), pixels, MOST_PIXELS));
    }
    if (pixels <= LARGE) {
      return decode(reader, file, bytes).square(side);
    }
    synchronized (ONE_LARGE) {
      return decode(reader, file, bytes).square(side);
    }
  }

  private static Picture decode(ImageReader reader, PictureFile file, byte[] bytes)
      throws IOException {
    AtomicBoolean warned = new AtomicBoolean();
    reader.addIIOReadWarningListener((source, warning) -> warned.set(true));
    Orientation orientation = Orientation.of(file.format(), bytes);
    if (file.format().equals(PictureFormat.JPEG)) {
      if (!JpegHeader.isWhole(bytes)) {
        throw new EOFException();
      }
      JpegHeader header = JpegHeader.read(new ByteArrayInputStream(bytes));
      return new Picture(
          reader.readRaster(0, null), Colours.of(header.colours()), orientation, warned.get());
    }
    if (file.format().equals(PictureFormat.WEBP)) {
      OptionalInt frame = RiffChunks.lossyFrame(bytes);
      if (frame.isPresent()) {
        return new Picture(
            LossyWebp.decode(bytes, frame.getAsInt()),
            Colours.of(JpegHeader.Colours.RGB),
            orientation,
            false);
      }
    }
    boolean gif = file.format().equals(PictureFormat.GIF);
    DecodedShare share = new DecodedShare();
    reader.addIIOReadProgressListener(share);
    BufferedImage image = reader.read(0);
    // Of these two forms a decoder leaves black what is missing.
    if ((gif || isRunLengthBmp(file, bytes)) && !share.isAll()) {
      throw new EOFException();
    }
    Raster samples = gif ? GifScreen.of(reader, bytes).show(image) : image.getRaster();
    return new Picture(samples, Colours.of(image), orientation, warned.get());
  }

  private static boolean isRunLengthBmp(PictureFile file, byte[] bytes) {
    return file.format().equals(PictureFormat.BMP)
        && bytes.length > 30
        && bytes[14] >= 40
        && (bytes[30] == 1 || bytes[30] == 2);
  }

  Square square(int side) {
    int shorter = Math.min(samples.getWidth(), samples.getHeight());
    int factor = Math.max(1, shorter / side);
    int shrunk = shorter / factor;
    byte[] means = blockMeans(factor, shrunk);
    byte[] rgb = new byte[3 * side * side];
    new Resize(shrunk, shrunk, 3, side).image(means, 0, rgb, 0);
    return new Square(orientation.turn(rgb, side), isDamaged);
  }

  /** The exact means of blocks, rounded half up; of all but one row there are samples only. */
  private byte[] blockMeans(int factor, int shrunk) {
    int cut = shrunk * factor;
    int left = samples.getMinX() + margin(samples.getWidth() - cut, orientation.isMirrored());
    int top = samples.getMinY() + margin(samples.getHeight() - cut, orientation.isUpsideDown());
    int[] row = new int[cut * samples.getNumBands()];
    byte[] rgb = new byte[3 * cut];
    long[] sums = new long[3 * shrunk];
    byte[] means = new byte[3 * shrunk * shrunk];
    long area = (long) factor * factor;
    for (int y = 0; y < shrunk; y++) {
      int out = 3 * shrunk * y;
      if (factor == 1) {
        colours(left, top + y, row, rgb);
        System.arraycopy(rgb, 0, means, out, rgb.length);
        continue;
      }
      Arrays.fill(sums, 0);
      for (int k = 0; k < factor; k++) {
        colours(left, top + y * factor + k, row, rgb);
        for (int x = 0, in = 0; x < sums.length; x += 3) {
          for (int end = in + 3 * factor; in < end; in += 3) {
            sums[x] += rgb[in] & 0xff;
            sums[x + 1] += rgb[in + 1] & 0xff;
            sums[x + 2] += rgb[in + 2] & 0xff;
          }
        }
      }
      for (int i = 0; i < sums.length; i++) {
        means[out + i] = (byte) ((2 * sums[i] + area) / (2 * area));
      }
    }
    return means;
  }

  /** Upright, the smaller half of what is cut off is at the left and at the top. */
  private static int margin(int cutOff, boolean isReversed) {
    return isReversed ? cutOff - cutOff / 2 : cutOff / 2;
  }

  /** A part of a row. Most samples are bytes, which come much faster in one piece. */
  private void colours(int x, int y, int[] row, byte[] rgb) {
    int count = rgb.length / 3;
    if (samples.getSampleModel() instanceof ComponentSampleModel
        && samples.getTransferType() == DataBuffer.TYPE_BYTE) {
      byte[] bytes = (byte[]) samples.getDataElements(x, y, count, 1, null);
      for (int i = 0; i < row.length; i++) {
        row[i] = bytes[i] & 0xff;
      }
    } else {
      samples.getPixels(x, y, count, 1, row);
    }
    colours.convert(row, rgb);
  }

  /**
   * Makes red, green and blue of samples as Pillow's {@code convert("RGB")} does: by arithmetic on
   * the samples alone. Profiles and gamma are passed over, transparency is dropped, inks are taken
   * for Adobe's. Of 16 bits the upper eight are kept; of grey ones Pillow keeps those up to 255,
   * and leaves all else white.
   */
  @FunctionalInterface
  interface Colours {
    /** Converts as many pixels as fit {@code rgb}. */
    void convert(int[] samples, byte[] rgb);

    static Colours of(BufferedImage image) {
      if (image.getColorModel() instanceof IndexColorModel palette) {
        return palette(palette);
      }
      int bands = image.getSampleModel().getNumBands();
      int[] bits = image.getSampleModel().getSampleSize();
      if (image.getColorModel().getColorSpace().getNumComponents() == 4) {
        return (samples, rgb) -> {
          // Of TIFF files: what there is of each ink, not what it leaves.
          for (int i = 0; i < samples.length; i++) {
            samples[i] = 255 - eightBits(samples[i], bits[i % bands]);
          }
          inks(samples, rgb);
        };
      }
      // Grey, grey and alpha, or three colours and perhaps alpha.
      int step = bands < 3 ? 0 : 1;
      return (samples, rgb) -> {
        for (int i = 0, in = 0; i < rgb.length; i += 3, in += bands) {
          for (int c = 0; c < 3; c++) {
            rgb[i + c] = (byte) eightBits(samples[in + c * step], bits[c * step]);
          }
        }
      };
    }

    private static int eightBits(int sample, int bits) {
      return bits >= 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1);
    }

    private static Colours palette(IndexColorModel palette) {
      int[] argb = new int[palette.getMapSize()];
      palette.getRGBs(argb);
      return (samples, rgb) -> {
        for (int i = 0; i < samples.length; i++) {
          int colour = samples[i] < argb.length ? argb[samples[i]] : 0;
          put(rgb, 3 * i, colour >> 16, colour >> 8, colour);
        }
      };
    }

    static Colours of(JpegHeader.Colours stored) {
      return switch (stored) {
        case GREY ->
            (samples, rgb) -> {
              for (int i = 0; i < samples.length; i++) {
                put(rgb, 3 * i, samples[i], samples[i], samples[i]);
              }
            };
        case RGB ->
            (samples, rgb) -> {
              for (int i = 0; i < samples.length; i++) {
                rgb[i] = (byte) samples[i];
              }
            };
        case YCC ->
            (samples, rgb) -> {
              for (int i = 0; i < samples.length; i += 3) {
                ycc(samples, i, rgb, i);
              }
            };
        case CMYK -> Colours::inks;
        case YCCK ->
            (samples, rgb) -> {
              for (int in = 0, out = 0; in < samples.length; in += 4, out += 3) {
                ycc(samples, in, rgb, out);
                for (int c = 0; c < 3; c++) {
                  samples[in + c] = 255 - (rgb[out + c] & 0xff);
                }
              }
              inks(samples, rgb);
            };
      };
    }

    /** The arithmetic of libjpeg: in 65536ths, each rounded half up. */
    private static void ycc(int[] samples, int in, byte[] rgb, int out) {
      int y = samples[in];
      int blue = samples[in + 1] - 128;
      int red = samples[in + 2] - 128;
      put(
          rgb,
          out,
          clip(y + ((91881 * red + 32768) >> 16)),
          clip(y + ((-22554 * blue - 46802 * red + 32768) >> 16)),
          clip(y + ((116130 * blue + 32768) >> 16)));
    }

    /** Inks are stored as what they leave of white: the colour's share times black's. */
    private static void inks(int[] samples, byte[] rgb) {
      for (int in = 0, out = 0; in < samples.length; in += 4, out += 3) {
        int white = samples[in + 3];
        for (int c = 0; c < 3; c++) {
          int product = (255 - samples[in + c]) * white + 128;
          rgb[out + c] = (byte) clip(white - ((product + (product >> 8)) >> 8));
        }
      }
    }

    private static int clip(int value) {
      return Math.max(0, Math.min(255, value));
    }

    private static void put(byte[] rgb, int at, int red, int green, int blue) {
      rgb[at] = (byte) red;
      rgb[at + 1] = (byte) green;
      rgb[at + 2] = (byte) blue;
    }
  }
}
