package org.lambdanas.predictors.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;

/** The lines of a stream. They end with LF or CRLF; blank ones are skipped. */
final class Lines {

  /** Spreadsheets and editors put it in front of UTF-8. */
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final String name;
  private final int longest;
  private final byte[] buffer = new byte[1 << 16];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
  private int at;
  private int filled;
  private long number;

  Lines(InputStream in, String name, int longest) {
    this.in = in;
    this.name = name;
    this.longest = longest;
  }

  /** The next line that is not blank, or null at the end; DataException if it is too long. */
  byte @Nullable [] next() throws IOException {
    while (readLine()) {
      byte[] bytes = line.toByteArray();
      if (number == 1 && startsWithMark(bytes)) {
        bytes = Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length);
      }
      if (!isBlank(bytes)) {
        return bytes;
      }
    }
    return null;
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /** Reads the next line, without its end; false at the end of the stream. */
  private boolean readLine() throws IOException {
    line.reset();
    boolean any = false;
    while (true) {
      if (at == filled) {
        filled = Math.max(0, in.read(buffer));
        at = 0;
        if (filled == 0) {
          number += any ? 1 : 0;
          return any;
        }
      }
      any = true;
      int end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      if (line.size() + (end - at) > longest) {
        throw new DataException(
            name + ":" + (number + 1) + ": the line is longer than " + longest + " bytes");
      }
      line.write(buffer, at, end - at);
      at = Math.min(end + 1, filled);
      if (end < filled) {
        number++;
        return true;
      }
    }
  }

  private static boolean startsWithMark(byte[] bytes) {
    return bytes.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
