package org.lambdanas.graph.interchange;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;

/**
 * Reads comma-separated values record by record (RFC 4180): fields in double quotes may hold
 * commas, line breaks and doubled quotes; lines end with LF or CRLF; blank lines are skipped; the
 * text is UTF-8. A record may not be longer than a stated number of characters.
 */
public final class CsvReader implements Closeable {

  /** Longest record accepted unless stated otherwise, in characters. */
  public static final int LONGEST_RECORD = 1 << 20;

  /** Spreadsheets put it in front of UTF-8. */
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Reader in;
  private final String name;
  private final int longestRecord;
  private long line;
  private long recordLine;
  private boolean started;

  private CsvReader(InputStream in, String name, int longestRecord) {
    this.in =
        new BufferedReader(
            new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    this.name = name;
    this.longestRecord = longestRecord;
    this.line = 1;
    this.recordLine = 1;
  }

  /**
   * Opens a file.
   *
   * @param file plain or gzipped
   * @param mostBytes the most unpacked bytes that are accepted
   * @return a reader before the first record
   * @throws DataException if the file is missing or unreadable
   */
  public static CsvReader open(Path file, long mostBytes) {
    return of(BoundedFile.open(file, mostBytes), file.toString(), LONGEST_RECORD);
  }

  /**
   * Reads from a stream.
   *
   * @param in UTF-8 text; closed with the reader
   * @param name names the source in errors
   * @param longestRecord longest record accepted, in characters
   * @return a reader before the first record
   */
  public static CsvReader of(InputStream in, String name, int longestRecord) {
    return new CsvReader(in, name, longestRecord);
  }

  /**
   * Reads the next record.
   *
   * @return its fields, at least one; empty at the end
   * @throws DataException if the text is not of this form, naming the file and the line
   */
  public Optional<List<String>> next() {
    try {
      int c = read();
      if (!started && c == BYTE_ORDER_MARK) {
        c = read();
      }
      started = true;
      while (c == '\n') {
        c = read();
      }
      recordLine = line;
      return c < 0 ? Optional.empty() : Optional.of(record(c));
    } catch (IOException e) {
      throw new DataException(
          where() + "the text is not UTF-8 or cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The start of an error message about the record that was read last.
   *
   * @return file and line, such as {@code "results.csv:17: "}
   */
  public String where() {
    return name + ":" + recordLine + ": ";
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new DataException("cannot close " + name + ": " + e, e);
    }
  }

  private List<String> record(int first) throws IOException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int length = 0;
    int c = first;
    while (true) {
      boolean quoted = c == '"';
      if (quoted) {
        length = quotedField(field, length);
        c = read();
        if (c != ',' && c != '\n' && c >= 0) {
          throw new DataException(where() + "text after a closing quote: double quotes inside");
        }
      } else {
        while (c != ',' && c != '\n' && c >= 0) {
          if (c == '"') {
            throw new DataException(where() + "a quote inside a field: quote the whole field");
          }
          field.append((char) c);
          length = grow(length);
          c = read();
        }
      }
      fields.add(field.toString());
      field.setLength(0);
      if (c != ',') {
        return fields;
      }
      length = grow(length);
      c = read();
    }
  }

  private int quotedField(StringBuilder field, int length) throws IOException {
    int grown = length;
    while (true) {
      int c = read();
      if (c < 0) {
        throw new DataException(where() + "a quoted field does not end");
      }
      if (c == '"') {
        in.mark(1);
        if (in.read() != '"') {
          in.reset();
          return grown;
        }
      }
      field.append((char) c);
      grown = grow(grown);
    }
  }

  private int grow(int length) {
    if (length >= longestRecord) {
      throw new DataException(where() + "the record is longer than " + longestRecord);
    }
    return length + 1;
  }

  /** One character, with CRLF read as LF. */
  private int read() throws IOException {
    int c = in.read();
    if (c == '\r') {
      in.mark(1);
      if (in.read() == '\n') {
        c = '\n';
      } else {
        in.reset();
      }
    }
    if (c == '\n') {
      line++;
    }
    return c;
  }
}
