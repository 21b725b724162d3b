package org.lambdanas.graph.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.io.input.BoundedInputStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.BoundedFile;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5Tag;
import us.hebi.matlab.mat.types.AbstractSource;
import us.hebi.matlab.mat.types.Source;

/**
 * What the MAT library reads from. The library believes every size that a file states and sets that
 * much memory aside; this source sees each statement first and refuses what a file of numeric
 * arrays has no use for: long names and dimension lists, nested classes, huge or negative sizes.
 */
final class MatSource extends AbstractSource {

  private static final String SIGNATURE = "MATLAB 5.0 MAT-file";
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int MOST_HEADER_BYTES = 256;
  private static final int FIRST_NUMERIC_CLASS = 6;
  private static final int LAST_NUMERIC_CLASS = 15;
  private static final int UNPACK_BUFFER = 1 << 14;

  /** Array contents are read here, so the library itself has nothing to set aside. */
  static final BufferAllocator NO_BUFFERS =
      new BufferAllocator() {
        @Override
        public ByteBuffer allocate(int bytes) {
          throw new DataException(
              "a subsystem of " + bytes + " bytes where image data is expected");
        }

        @Override
        public void release(ByteBuffer buffer) {}
      };

  private final InputStream in;
  private final String where;
  private final long storedBytes;
  private MatSource active = this;
  private long position;
  private int type;
  private boolean sizeIsNext;
  private boolean flagsAreNext;
  private boolean contentIsNext;

  private MatSource(InputStream in, String where, long storedBytes) {
    super(128);
    this.in = in;
    this.where = where;
    this.storedBytes = storedBytes;
  }

  /** A source at the start of a file; refuses other formats before the library sees them. */
  static MatSource open(InputFile file) throws IOException {
    InputStream head = file.open();
    try {
      head.mark(SIGNATURE.length());
      byte[] found = head.readNBytes(SIGNATURE.length());
      if (!SIGNATURE.equals(new String(found, StandardCharsets.ISO_8859_1))) {
        throw new DataException(
            file.name() + ": not a MATLAB 5 MAT-file (versions 6 and 7 write that format)");
      }
      head.reset();
      return new MatSource(head, file.name(), file.storedBytes());
    } catch (IOException | RuntimeException e) {
      head.close();
      throw e;
    }
  }

  /** The source of the array whose header was read last: this one, or the unpacked one in it. */
  MatSource active() {
    return active;
  }

  /** Reads the tag before an array's content, of any size; the content is not read. */
  Mat5Tag contentTag() throws IOException {
    contentIsNext = true;
    try {
      return Mat5Tag.readTag(this);
    } finally {
      contentIsNext = false;
    }
  }

  /** Reads a word of a tag: the library reads no other 32-bit words one by one. */
  @Override
  public int readInt() throws IOException {
    int word = super.readInt();
    if (sizeIsNext) {
      sizeIsNext = false;
      checkSize(word);
    } else if (word >> 16 == 0) {
      type = word;
      sizeIsNext = true;
      if (type == MATRIX) {
        flagsAreNext = true;
        active = this;
      }
    } else {
      type = word & 0xffff;
      checkSize(word >> 16);
    }
    return word;
  }

  private void checkSize(int bytes) {
    boolean container = type == MATRIX || type == COMPRESSED;
    if (bytes < 0 || (!container && !contentIsNext && bytes > MOST_HEADER_BYTES)) {
      throw new DataException(
          "%s: an array header states %d bytes; the file is damaged".formatted(where, bytes));
    }
  }

  @Override
  public void readInts(int[] to, int at, int count) throws IOException {
    super.readInts(to, at, count);
    if (flagsAreNext && count > 0) {
      flagsAreNext = false;
      int arrayClass = to[at] & 0xff;
      if (arrayClass < FIRST_NUMERIC_CLASS || arrayClass > LAST_NUMERIC_CLASS) {
        throw new DataException(
            "%s: holds an array of class %d; only numeric arrays are read"
                .formatted(where, arrayClass));
      }
    }
  }

  @Override
  public long getPosition() {
    return position;
  }

  @Override
  public void readBytes(byte[] to, int at, int length) throws IOException {
    int read = in.readNBytes(to, at, length);
    position += read;
    if (read < length) {
      throw new EOFException(where + ": cut short");
    }
  }

  @Override
  public void skip(long bytes) throws IOException {
    in.skipNBytes(bytes);
    position += bytes;
  }

  @Override
  public Source readInflated(int bytes, int bufferBytes) throws IOException {
    Inflater inflater = new Inflater();
    InputStream packed = readBytesAsStream(bytes);
    InputStream unpacked =
        new InflaterInputStream(packed, inflater, UNPACK_BUFFER) {
          @Override
          public void close() {
            // The file goes on behind this element.
            inflater.end();
          }
        };
    long packedBytes = Math.min(bytes, storedBytes);
    active =
        new MatSource(
            BoundedFile.unpacked(unpacked, where, packedBytes, InputFile.MOST_BYTES),
            where,
            storedBytes);
    active.order(order());
    return active;
  }

  @Override
  protected InputStream readBytesAsStream(long bytes) throws IOException {
    return BoundedInputStream.builder()
        .setInputStream(in)
        .setMaxCount(bytes)
        .setAfterRead(count -> position += Math.max(0, count))
        .get();
  }

  @Override
  public boolean isMutatedByChildren() {
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
