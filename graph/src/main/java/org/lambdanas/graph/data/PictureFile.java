package org.lambdanas.graph.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * A picture's file, as far as its first bytes tell.
 *
 * @param path where it is
 * @param format what it is
 * @param shorterSide in pixels; 0 where it is not read
 */
record PictureFile(Path path, PictureFormat format, int shorterSide) {

  /**
   * Looks at a file's start.
   *
   * @return empty if it is no picture
   * @throws DataException if it cannot be read, or is a picture by its name but by nothing else
   */
  static Optional<PictureFile> of(Path path) {
    String name = String.valueOf(path.getFileName());
    Optional<PictureFormat> promised = PictureFormat.ofName(name);
    if (!Files.isRegularFile(path)) {
      if (promised.isPresent()) {
        throw new DataException(path + " is no file, or a link that leads nowhere");
      }
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 4096)) {
      in.mark(PictureFormat.BYTES);
      byte[] first = in.readNBytes(PictureFormat.BYTES);
      in.reset();
      Optional<PictureFormat> format = PictureFormat.of(first);
      if (format.isEmpty() && promised.isPresent() && promised.get().isRead()) {
        throw new DataException(
            path + (first.length == 0 ? " is empty" : " is not a picture in a form that is known"));
      }
      return format
          .or(() -> promised)
          .map(f -> new PictureFile(path, f, f.isRead() ? shorterSide(f, first, in, path) : 0));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static int shorterSide(PictureFormat format, byte[] first, InputStream in, Path path) {
    int side;
    try {
      if (format.equals(PictureFormat.JPEG)) {
        JpegHeader header = JpegHeader.read(in);
        side = Math.min(header.width(), header.height());
      } else if (format.equals(PictureFormat.WEBP)) {
        side = RiffChunks.shorterSide(Arrays.copyOf(first, PictureFormat.BYTES));
      } else if (format.equals(PictureFormat.TIFF)) {
        side = shorterSide(format, in);
      } else {
        side = shorterSide(format, ByteBuffer.wrap(Arrays.copyOf(first, PictureFormat.BYTES)));
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    if (side < 1) {
      throw new DataException(path + " has no pixels, or is cut short");
    }
    return side;
  }

  /** Of what does not stand in the first bytes. */
  private static int shorterSide(PictureFormat format, InputStream in) throws IOException {
    ImageReader reader = format.reader();
    try (ImageInputStream stream = new MemoryCacheImageInputStream(in)) {
      reader.setInput(stream, true, true);
      return Math.min(reader.getWidth(0), reader.getHeight(0));
    } catch (RuntimeException e) {
      throw new IOException(e.toString(), e);
    } finally {
      reader.dispose();
    }
  }

  private static int shorterSide(PictureFormat format, ByteBuffer bytes) {
    if (format.equals(PictureFormat.PNG)) {
      return Math.min(bytes.getInt(16), bytes.getInt(20));
    }
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (format.equals(PictureFormat.GIF)) {
      return Math.min(
          Short.toUnsignedInt(bytes.getShort(6)), Short.toUnsignedInt(bytes.getShort(8)));
    }
    return bytes.getInt(14) == 12
        ? Math.min(bytes.getShort(18), bytes.getShort(20))
        // Rows are counted downwards where there are fewer than none.
        : Math.min(bytes.getInt(18), Math.abs(bytes.getInt(22)));
  }

  /** What a decoder's complaint means for the caller. */
  static DataException unreadable(Path path, Exception e) {
    return new DataException(
        e instanceof EOFException
            ? "the picture " + path + " is cut short"
            : "cannot read the picture %s, which is damaged or cut short: %s"
                .formatted(path, Excerpt.of(e.toString())),
        e);
  }
}
