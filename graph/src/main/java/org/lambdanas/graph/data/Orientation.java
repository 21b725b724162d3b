package org.lambdanas.graph.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a picture is to be turned to be seen upright, as Exif says it: cameras store what their
 * sensor saw, and which side was up beside it.
 *
 * @param exif Exif's number, 1 (as it is stored) to 8
 */
record Orientation(int exif) {

  /** As it is stored. */
  static final Orientation UPRIGHT = new Orientation(1);

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;

  private static final int JPEG_SCAN = 0xda;
  private static final int JPEG_EXIF = 0xe1;

  /** Whether the columns are stored from right to left. */
  boolean isMirrored() {
    return exif == 2 || exif == 3 || exif == 7 || exif == 8;
  }

  /** Whether the rows are stored from bottom to top. */
  boolean isUpsideDown() {
    return exif == 3 || exif == 4 || exif == 6 || exif == 7;
  }

  /** Whether rows are stored as columns. */
  boolean isTransposed() {
    return exif >= 5;
  }

  /**
   * What a file says; what is damaged says nothing, as the pixels may be whole.
   *
   * @param file all of it
   */
  static Orientation of(PictureFormat format, byte[] file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(file);
      Optional<ByteBuffer> exif =
          format.equals(PictureFormat.JPEG)
              ? inJpeg(bytes)
              : format.equals(PictureFormat.PNG)
                  ? inChunks(bytes, 8, "eXIf", true)
                  : format.equals(PictureFormat.WEBP)
                      ? inChunks(bytes.order(ByteOrder.LITTLE_ENDIAN), 12, "EXIF", false)
                      : format.equals(PictureFormat.TIFF) ? Optional.of(bytes) : Optional.empty();
      return exif.map(Orientation::read).orElse(UPRIGHT);
    } catch (IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
  }

  private static Optional<ByteBuffer> inJpeg(ByteBuffer file) {
    int at = 2;
    while (file.get(at) == (byte) 0xff) {
      int marker = Byte.toUnsignedInt(file.get(at + 1));
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == JPEG_SCAN) {
        break;
      }
      int length = Short.toUnsignedInt(file.getShort(at + 2));
      if (marker == JPEG_EXIF && isText(file, at + 4, "Exif\0\0")) {
        return Optional.of(file.slice(at + 10, length - 8));
      }
      at += 2 + Math.max(2, length);
    }
    return Optional.empty();
  }

  /** In a file of chunks: length and name, or name and length, and then so many bytes. */
  private static Optional<ByteBuffer> inChunks(
      ByteBuffer file, int first, String name, boolean isPng) {
    long at = first;
    while (at + 8 <= file.capacity()) {
      int start = (int) at;
      long length = Integer.toUnsignedLong(file.getInt(isPng ? start : start + 4));
      if (isText(file, isPng ? start + 4 : start, name)) {
        // Some write the name that Exif has in JPEG files here, too.
        int skipped = isText(file, start + 8, "Exif\0\0") ? 6 : 0;
        return Optional.of(file.slice(start + 8 + skipped, (int) length - skipped));
      }
      // A checksum follows, or a byte that makes the length even.
      at += 8 + length + (isPng ? 4 : length % 2);
    }
    return Optional.empty();
  }

  private static boolean isText(ByteBuffer bytes, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (at + i >= bytes.capacity() || bytes.get(at + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Of the first directory of what is laid out as a TIFF file. */
  private static Orientation read(ByteBuffer tiff) {
    String order = new String(new byte[] {tiff.get(0), tiff.get(1)}, StandardCharsets.ISO_8859_1);
    if (!order.equals("II") && !order.equals("MM")) {
      return UPRIGHT;
    }
    tiff.order(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + ENTRY * i;
      if (Short.toUnsignedInt(tiff.getShort(at)) == TAG && tiff.getShort(at + 2) == SHORT) {
        int exif = Short.toUnsignedInt(tiff.getShort(at + 8));
        return exif >= 1 && exif <= 8 ? new Orientation(exif) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /**
   * Turns a square.
   *
   * @param stored [side, side, 3]
   * @return the same, upright
   */
  byte[] turn(byte[] stored, int side) {
    if (exif == 1) {
      return stored;
    }
    byte[] upright = new byte[stored.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int column = isTransposed() ? y : x;
        int row = isTransposed() ? x : y;
        column = isMirrored() ? side - 1 - column : column;
        row = isUpsideDown() ? side - 1 - row : row;
        System.arraycopy(stored, 3 * (row * side + column), upright, 3 * (y * side + x), 3);
      }
    }
    return upright;
  }
}
