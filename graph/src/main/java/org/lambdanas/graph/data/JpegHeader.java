package org.lambdanas.graph.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What the markers of a JPEG file say.
 *
 * @param width columns
 * @param height rows
 * @param colours what the samples of a pixel are
 */
record JpegHeader(int width, int height, Colours colours) {

  /** What the samples of a pixel are. */
  enum Colours {
    GREY,
    RGB,
    YCC,
    CMYK,
    YCCK
  }

  private static final int TEMPORARY = 0x01;
  private static final int FIRST_FRAME = 0xC0;
  private static final int HUFFMAN_TABLES = 0xC4;
  private static final int EXTENSION = 0xC8;
  private static final int ARITHMETIC_TABLES = 0xCC;
  private static final int LAST_FRAME = 0xCF;
  private static final int FIRST_RESTART = 0xD0;
  private static final int START = 0xD8;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int JFIF = 0xE0;
  private static final int ADOBE = 0xEE;

  /**
   * Reads the markers before the pixels.
   *
   * @param file from its start
   * @throws EOFException if the file ends before them
   * @throws IOException if they are damaged
   */
  static JpegHeader read(InputStream file) throws IOException {
    DataInputStream in = new DataInputStream(file);
    in.skipNBytes(2);
    byte[] frame = {};
    boolean jfif = false;
    int transform = -1;
    for (int marker = next(in); marker != SCAN; marker = next(in)) {
      if (marker == END) {
        throw new IOException("a JPEG file without pixels");
      }
      if (standsAlone(marker)) {
        continue;
      }
      int length = length(in);
      if (marker != JFIF && marker != ADOBE && !isFrame(marker)) {
        in.skipNBytes(length);
        continue;
      }
      byte[] segment = new byte[length];
      in.readFully(segment);
      if (isFrame(marker)) {
        frame = segment;
      } else {
        jfif |= marker == JFIF && startsWith(segment, "JFIF");
        transform =
            marker == ADOBE && length >= 12 && startsWith(segment, "Adobe")
                ? segment[11]
                : transform;
      }
    }
    if (frame.length < 6 || frame.length != 6 + 3 * frame[5]) {
      throw new IOException("a JPEG file without a frame");
    }
    return new JpegHeader(
        (frame[3] & 0xff) << 8 | (frame[4] & 0xff),
        (frame[1] & 0xff) << 8 | (frame[2] & 0xff),
        colours(frame, jfif, transform));
  }

  /** As libjpeg tells them, and so Pillow. */
  private static Colours colours(byte[] frame, boolean jfif, int transform) throws IOException {
    switch (frame[5]) {
      case 1:
        return Colours.GREY;
      case 3:
        boolean named = frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B';
        return !jfif && (transform == 0 || (transform < 0 && named)) ? Colours.RGB : Colours.YCC;
      case 4:
        return transform == 2 ? Colours.YCCK : Colours.CMYK;
      default:
        throw new IOException(frame[5] + " samples a pixel: 1, 3 or 4 are read");
    }
  }

  /** Whether a file goes on to the marker at the end of its picture. */
  static boolean isWhole(byte[] file) {
    int at = 2;
    while (at + 1 < file.length) {
      int marker = file[at + 1] & 0xff;
      if (file[at] != (byte) 0xff || marker == 0 || marker == 0xff) {
        at++;
      } else if (marker == END) {
        return true;
      } else if (standsAlone(marker) || at + 3 >= file.length) {
        at += 2;
      } else {
        at += 2 + ((file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff));
      }
    }
    return false;
  }

  /** The next marker; coded pixels before it are passed over. */
  private static int next(DataInputStream in) throws IOException {
    int before = in.readUnsignedByte();
    while (true) {
      int here = in.readUnsignedByte();
      // Zero after 0xff is a coded 0xff; several 0xff are padding.
      if (before == 0xff && here != 0 && here != 0xff) {
        return here;
      }
      before = here;
    }
  }

  private static int length(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    if (length < 2) {
      throw new IOException("a JPEG marker of " + length + " bytes");
    }
    return length - 2;
  }

  private static boolean standsAlone(int marker) {
    return marker == TEMPORARY || (marker >= FIRST_RESTART && marker <= START);
  }

  private static boolean isFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= LAST_FRAME
        && marker != HUFFMAN_TABLES
        && marker != EXTENSION
        && marker != ARITHMETIC_TABLES;
  }

  private static boolean startsWith(byte[] segment, String name) {
    return new String(segment, StandardCharsets.ISO_8859_1).startsWith(name);
  }
}
