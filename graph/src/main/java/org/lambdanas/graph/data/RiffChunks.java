package org.lambdanas.graph.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import org.lambdanas.graph.error.Excerpt;

/** What WebP files are made of: chunks, each with its name and length. */
final class RiffChunks {

  private static final int FIRST = 12;
  private static final int HEAD = 8;

  /** Bytes of a frame of an animation before its own chunks. */
  private static final int FRAME_HEAD = 16;

  /** Chunks that have a width and a height: lossy, lossless, and what all others lie on. */
  private static final Set<String> FORMS = Set.of("VP8 ", "VP8L", "VP8X");

  /** Of such a chunk. */
  private static final int LEAST = 10;

  private RiffChunks() {}

  /**
   * The most pixels that a chunk claims: decoders make room for what is claimed.
   *
   * @param file all of it
   * @throws EOFException if a chunk claims more bytes than there are
   */
  static long mostPixels(byte[] file) throws EOFException {
    return mostPixels(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN), FIRST, file.length);
  }

  private static long mostPixels(ByteBuffer bytes, int from, int to) throws EOFException {
    long most = 0;
    for (long at = from; at + HEAD <= to; ) {
      int start = (int) at;
      long length = Integer.toUnsignedLong(bytes.getInt(start + 4));
      at += HEAD + length;
      if (at > to) {
        throw new EOFException();
      }
      String name = name(bytes, start);
      if (name.equals("ANMF") && length > FRAME_HEAD) {
        most = Math.max(most, mostPixels(bytes, start + HEAD + FRAME_HEAD, (int) at));
      } else if (length >= LEAST && FORMS.contains(name)) {
        most = Math.max(most, Math.multiplyFull(width(bytes, start), height(bytes, start)));
      }
      at += length % 2;
    }
    return most;
  }

  /**
   * Where the bytes of the one lossy picture of a file start.
   *
   * @param file all of it
   * @return empty if it is lossless or an animation
   */
  static OptionalInt lossyFrame(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long at = FIRST;
    while (at + HEAD <= file.length) {
      int start = (int) at;
      if (name(bytes, start).equals("VP8 ")) {
        return OptionalInt.of(start + HEAD);
      }
      long length = Integer.toUnsignedLong(bytes.getInt(start + 4));
      at += HEAD + length + length % 2;
    }
    return OptionalInt.empty();
  }

  private static String name(ByteBuffer bytes, int at) {
    byte[] name = new byte[4];
    bytes.get(at, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private static int width(ByteBuffer bytes, int at) {
    return switch (name(bytes, at)) {
      case "VP8 " -> bytes.getShort(at + 14) & 0x3fff;
      case "VP8L" -> 1 + (bytes.getInt(at + 9) & 0x3fff);
      default -> 1 + (bytes.getInt(at + 12) & 0xffffff);
    };
  }

  private static int height(ByteBuffer bytes, int at) {
    return switch (name(bytes, at)) {
      case "VP8 " -> bytes.getShort(at + 16) & 0x3fff;
      case "VP8L" -> 1 + ((bytes.getInt(at + 9) >> 14) & 0x3fff);
      default -> 1 + (bytes.getInt(at + 14) >>> 8);
    };
  }

  /**
   * The shorter side of a WebP picture.
   *
   * @param first the first 32 bytes of the file
   * @throws IOException if it begins with none of the chunks that have it
   */
  static int shorterSide(byte[] first) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    if (!FORMS.contains(name(bytes, FIRST))) {
      throw new IOException("a WebP file that begins with " + Excerpt.of(name(bytes, FIRST)));
    }
    return Math.min(width(bytes, FIRST), height(bytes, FIRST));
  }
}
